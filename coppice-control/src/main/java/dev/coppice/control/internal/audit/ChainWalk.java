package dev.coppice.control.internal.audit;

import static dev.coppice.control.internal.tables.AuditTable.AUDIT;
import static dev.coppice.control.internal.tables.AuditTable.HASH;
import static dev.coppice.control.internal.tables.AuditTable.HEAD;
import static dev.coppice.control.internal.tables.AuditTable.PREV_HASH;
import static dev.coppice.control.internal.tables.AuditTable.SEQ;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectFrom;

import dev.coppice.control.AuditVerdict;
import dev.coppice.control.AuditVerdict.Broken;
import dev.coppice.control.AuditVerdict.Finding;
import dev.coppice.control.AuditVerdict.Intact;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/**
 * Walks the chain from its first entry to its head. Head and entries come from one statement, and so from one snapshot: an
 * entry appended meanwhile is in both or in neither. Holds one batch of rows in memory.
 */
public final class ChainWalk {
    private static final int BATCH = 1000;
    private static final byte[] ORIGIN = new byte[32];
    private static final Field<Long> HEAD_SEQ = field(select(SEQ).from(HEAD)).as("head_seq");
    private static final Field<byte[]> HEAD_HASH =
            field(select(HASH).from(HEAD)).as("head_hash");

    private long last;
    private byte[] lastHash = ORIGIN;
    private long headSeq;
    private byte[] headHash = ORIGIN;

    private ChainWalk() {}

    /** Walks in the caller's transaction. */
    public static AuditVerdict along(DSLContext transaction) {
        var walk = new ChainWalk();
        try (var rows = transaction
                .select(asterisk(), HEAD_SEQ, HEAD_HASH)
                .from(AUDIT)
                .orderBy(SEQ)
                .fetchSize(BATCH)
                .fetchLazy()) {
            for (var row : rows) {
                var broken = walk.step(row);
                if (broken.isPresent()) {
                    return broken.get();
                }
            }
        }
        return walk.last == 0 ? empty(transaction) : walk.end();
    }

    private Optional<AuditVerdict> step(Record row) {
        headSeq = Optional.ofNullable(row.get(HEAD_SEQ)).orElse(0L);
        headHash = Optional.ofNullable(row.get(HEAD_HASH)).orElse(ORIGIN);
        var expected = last + 1;
        if (expected > headSeq) {
            return broken(expected, Finding.SURPLUS);
        }
        if (row.get(SEQ) != expected) {
            return broken(expected, Finding.MISSING);
        }
        if (!Arrays.equals(row.get(PREV_HASH), lastHash)) {
            return broken(expected, Finding.OUT_OF_ORDER);
        }
        if (!Arrays.equals(row.get(HASH), digest(row))) {
            return broken(expected, Finding.EDITED);
        }
        last = expected;
        lastHash = row.get(HASH);
        return Optional.empty();
    }

    private byte[] digest(Record row) {
        try {
            var entry = AuditRows.entry(row);
            return AuditDigest.of(lastHash, entry.seq(), entry.recordedAt(), entry.event());
        } catch (IllegalArgumentException | ArithmeticException impossible) {
            // No entry was ever written with such an actor or such a time.
            return new byte[0];
        }
    }

    private AuditVerdict end() {
        if (last < headSeq) {
            return new Broken(last + 1, Finding.MISSING);
        }
        if (!Arrays.equals(lastHash, headHash)) {
            return new Broken(last, Finding.HEAD_DIFFERS);
        }
        return new Intact(last, HexFormat.of().formatHex(lastHash));
    }

    private static AuditVerdict empty(DSLContext transaction) {
        // A first entry appended since the walk makes the head no longer alone, and the chain begins behind our
        // snapshot.
        var alone = field(notExists(selectFrom(AUDIT))).as("alone");
        var head = transaction.select(SEQ, alone).from(HEAD).fetchOptional();
        var lost = head.isEmpty() || (head.get().get(alone) && head.get().get(SEQ) > 0);
        return lost
                ? new Broken(1, Finding.MISSING)
                : new Intact(0, HexFormat.of().formatHex(ORIGIN));
    }

    private static Optional<AuditVerdict> broken(long seq, Finding finding) {
        return Optional.of(new Broken(seq, finding));
    }
}
