package dev.coppice.ops.internal.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Some tables, all that refer to them at any distance, and how. A value for any thread. */
public record Catalogue(Map<String, Relation> named, Map<Long, Relation> relations, List<Reference> references) {
    /** The table that was asked for by this name. */
    public Optional<Relation> find(String name) {
        return Optional.ofNullable(named.get(name));
    }

    /** A table that a reference names. */
    public Relation relation(long oid) {
        return Objects.requireNonNull(relations.get(oid), "a table of the catalogue");
    }

    /** What refers to {@code parent}. */
    public List<Reference> referencesTo(Relation parent) {
        return references.stream()
                .filter(reference -> reference.parent() == parent.oid())
                .toList();
    }
}
