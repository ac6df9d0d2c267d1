package dev.coppice.lifecycle.internal.engine;

import static java.util.stream.Collectors.joining;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * What a plan is made of: a resource with all below it that lives. A value for any thread.
 *
 * @param kind its kind
 * @param row its row
 * @param below those below it, parents before their children
 * @param ending its end, if that has come, in words
 */
record Basis(Kind kind, Row row, List<Row> below, Optional<String> ending) {
    Basis {
        below = List.copyOf(below);
    }

    /** Reads it; locks nothing. */
    static Basis read(DSLContext dsl, Kind kind, Row row) {
        var below = new ArrayList<Row>();
        gather(dsl, kind, row, below);
        return new Basis(kind, row, below, kind.table().due(dsl, row.id()).map(Object::toString));
    }

    private static void gather(DSLContext dsl, Kind kind, Row parent, List<Row> below) {
        for (var child : kind.table().children(dsl, parent.id())) {
            if (child.status() != ResourceStatus.DEPROVISIONED) {
                below.add(child);
            }
            gather(dsl, kind, child, below);
        }
    }

    /** The same plan with the end that was known when it was taken: time alone does not make it another. */
    Basis ending(Optional<String> known) {
        return new Basis(kind, row, below, known);
    }

    ResourceId resource() {
        return id(row);
    }

    ResourceId id(Row of) {
        return new ResourceId(kind.name(), of.id());
    }

    /** The resource and all below it. */
    Stream<Row> all() {
        return Stream.concat(Stream.of(row), below.stream());
    }

    boolean residual() {
        return row.status() == ResourceStatus.DEPROVISIONED;
    }

    /** The digest of everything a person sees in a plan, but for counts, which change all the time. */
    String hash(boolean withoutBackup) {
        var parts = Stream.of(
                kind.name(),
                kind.config().toString(),
                row.id(),
                row.status().stored(),
                row.tier().orElse(""),
                row.parent().orElse(""),
                ending.orElse(""),
                below.stream()
                        .map(child -> child.id().length() + ":" + child.id())
                        .collect(joining(",")),
                String.valueOf(withoutBackup));
        var text = parts.map(part -> part.length() + ":" + part).collect(joining("\n"));
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
