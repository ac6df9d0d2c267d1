package dev.coppice.prune.internal.plan;

import dev.coppice.prune.internal.policy.Age;
import dev.coppice.prune.internal.sql.ChunkStatement;
import dev.coppice.prune.internal.sql.Step;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first chunk as a script for {@code psql}. It shows what a campaign does and can be tried by hand: it rolls back.
 */
public final class Script {
    private static final int LIMIT = 500;
    private static final String TAG = "$coppice_loop$";
    private static final String QUOTE = "$coppice_statement$";

    private Script() {}

    /** The script of a plan. */
    public static String of(Planner planner) {
        var policy = planner.checked().policy();
        var text = new StringBuilder()
                .append("-- Policy \"")
                .append(policy.name())
                .append("\", plan ")
                .append(planner.contract().hash())
                .append(".\n-- One chunk of ")
                .append(LIMIT)
                .append(" rows. The campaign repeats it behind the cursor; this script rolls back.\n")
                .append("-- It needs schema coppice: holds are part of every claim.\n")
                .append("BEGIN;\n")
                .append("SET LOCAL search_path = '';\nSET LOCAL row_security = off;\n")
                .append("SET LOCAL TimeZone = 'UTC';\nSET LOCAL DateStyle = 'ISO, MDY';\n")
                .append("SET LOCAL lock_timeout = '")
                .append(policy.config().lockTimeout().toMillis())
                .append("ms';\n")
                .append("SELECT set_config('")
                .append(Age.HORIZON)
                .append("', '")
                .append(planner.horizon())
                .append("', true), set_config('coppice.limit', '")
                .append(LIMIT)
                .append("', true);\n");
        var chunk = planner.chunk();
        append(text, List.of(chunk.empty(true), chunk.claim(true), chunk.repeat()));
        chunk.levels().forEach(level -> append(text, level));
        append(text, chunk.held());
        append(
                text,
                Stream.concat(chunk.stays().stream(), chunk.spreads().stream()).toList());
        append(text, List.of(chunk.release(), chunk.empty(false)));
        chunk.levels().forEach(level -> append(text, level));
        append(text, chunk.edits());
        append(text, chunk.countingDeletes());
        return text.append("\nROLLBACK;\n").toString();
    }

    private static void append(StringBuilder text, List<ChunkStatement> statements) {
        var loop = statements.stream().anyMatch(ChunkStatement::repeated);
        if (loop) {
            text.append("\nDO ").append(TAG).append(" DECLARE answer record; found bigint; BEGIN LOOP found := 0;\n");
        }
        for (var statement : statements) {
            text.append("\n-- ").append(sentence(statement.step())).append(' ').append(statement.table());
            if (!statement.why().isEmpty()) {
                text.append(", ").append(statement.why());
            }
            text.append("; locks ").append(statement.locks()).append(".\n");
            text.append(
                    loop
                            ? "EXECUTE " + QUOTE + "\n" + statement.text() + "\n" + QUOTE + " INTO answer;\n"
                                    + "found := found + answer.found;\n"
                            : statement.text() + ";\n");
        }
        if (loop) {
            text.append("\nEXIT WHEN found = 0; END LOOP; END ").append(TAG).append(";\n");
        }
    }

    private static String sentence(Step step) {
        return switch (step) {
            case EMPTY -> "Nothing in hand yet:";
            case CLAIM -> "Claim rows of";
            case REPEAT -> "Ask again about the locked rows of";
            case LEVEL -> "Lock and collect rows of";
            case HELD -> "Find held rows of";
            case STAYS -> "Find rows that have to stay of";
            case RELEASE -> "Let go of rows of";
            case EDIT -> "Read what will be changed in";
            case DELETE -> "Delete rows of";
        };
    }
}
