package dev.coppice.ops.internal.spec;

import dev.coppice.ops.Association;
import dev.coppice.ops.CascadeChild;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of other tables go with those of a pruner.
 *
 * @param foreignKeys whether children are found in the catalogue
 * @param entityType the type under which associations name the rows; null leaves associations alone
 * @param keepsAssociations whether this call leaves them alone
 */
public record PruneReach(
        List<CascadeChild> children,
        boolean foreignKeys,
        List<Association> declared,
        @Nullable String entityType,
        boolean keepsAssociations) {
    /** None. */
    public static final PruneReach NONE = new PruneReach(List.of(), false, List.of(), null, false);

    /** The same with children more. */
    public PruneReach cascade(List<CascadeChild> others) {
        requireOneCascade(!foreignKeys);
        var more = new ArrayList<>(children);
        more.addAll(others);
        return new PruneReach(List.copyOf(more), false, declared, entityType, keepsAssociations);
    }

    /** The same with the closure of the catalogue. */
    public PruneReach cascadeForeignKeys() {
        requireOneCascade(children.isEmpty());
        return new PruneReach(List.of(), true, declared, entityType, keepsAssociations);
    }

    /** The same with one association more. */
    public PruneReach association(Association other) {
        if (other.sides().isEmpty()) {
            throw new IllegalArgumentException("association must have a side, naming(type, id), was: " + other);
        }
        var more = new ArrayList<>(declared);
        more.add(other);
        return new PruneReach(children, foreignKeys, List.copyOf(more), entityType, keepsAssociations);
    }

    /** The same under an entity type. */
    public PruneReach entityType(String type) {
        if (entityType != null) {
            throw new IllegalStateException(
                    "entityType(" + entityType + ") was already called; a pruner's rows have one type");
        }
        return new PruneReach(children, foreignKeys, declared, type, keepsAssociations);
    }

    /** The same without associations. */
    public PruneReach keepingAssociations() {
        return new PruneReach(children, foreignKeys, declared, entityType, true);
    }

    /** The associations to remove. */
    public List<Association> associations() {
        return entityType == null || keepsAssociations ? List.of() : declared;
    }

    private static void requireOneCascade(boolean one) {
        if (!one) {
            throw new IllegalStateException(
                    "cascade(…) and cascadeForeignKeys() were both called; children are declared or found, not both");
        }
    }
}
