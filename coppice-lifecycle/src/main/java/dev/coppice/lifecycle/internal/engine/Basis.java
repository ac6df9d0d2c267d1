package dev.coppice.lifecycle.internal.engine;

import static java.util.stream.Collectors.joining;

import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Descent;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    /**
     * Reads it; locks nothing.
     *
     * @throws dev.coppice.ops.CoppiceException {@code resource.parent-circle}
     */
    static Basis read(DSLContext dsl, Kind kind, Row row) {
        var below = new Descent(dsl, kind.table()).all(row.id());
        if (below.stream().anyMatch(found -> found.id().equals(row.id()))) {
            throw EngineFaults.circle(new ResourceId(kind.name(), row.id())).exception();
        }
        return new Basis(
                kind,
                row,
                below.stream().filter(Descent::lives).toList(),
                kind.table().due(dsl, row.id()).map(Basis::words));
    }

    /** An end that is immediate has no time: where the application names none, it would be another at each look. */
    private static String words(Ending ending) {
        return ending.immediate() ? "immediate" : ending.at().toString();
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

    /** The ids of all below it. */
    List<String> belowIds() {
        return below.stream().map(Row::id).toList();
    }

    /** The digest of everything a person sees in a plan, but for counts, which change all the time. */
    String hash(boolean withoutBackup) {
        return hash(withoutBackup, belowIds());
    }

    /** The same with those below it that were known when the plan was taken. */
    String hash(boolean withoutBackup, List<String> known) {
        var parts = Stream.of(
                kind.name(),
                declared(),
                row.id(),
                row.status().stored(),
                row.tier().orElse(""),
                row.parent().orElse(""),
                ending.orElse(""),
                known.stream().map(child -> child.length() + ":" + child).collect(joining(",")),
                String.valueOf(withoutBackup));
        var text = parts.map(part -> part.length() + ":" + part).collect(joining("\n"));
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What of the declaration makes a teardown another: not how many at once, nor how long it is kept. */
    private String declared() {
        var config = kind.config();
        return Stream.of(
                        config.table(),
                        config.key(),
                        config.steps(),
                        config.backup().map(BackupConfig::to),
                        config.approvals())
                .map(String::valueOf)
                .map(part -> part.length() + ":" + part)
                .collect(joining(","));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
