package dev.coppice.prune.internal.plan;

import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.policy.Age;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.ChunkStatement;
import dev.coppice.prune.internal.sql.Step;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The first chunk as a script for {@code psql}. It shows what a campaign does and can be tried by hand: it rolls back.
 */
public final class Script {
    private static final String TAG = "$coppice_loop$";
    private static final String QUOTE = "$coppice_statement$";

    private final Planner planner;
    private final ChunkSql chunk;
    private final Closure closure;
    private final StringBuilder text = new StringBuilder();

    private Script(Planner planner) {
        this.planner = planner;
        this.chunk = planner.chunk();
        this.closure = chunk.closure();
    }

    /** The script of a plan. */
    public static String of(Planner planner) {
        return new Script(planner).written();
    }

    private String written() {
        begin();
        hand("Nothing in hand yet", chunk.sets().emptied(false));
        append(chunk.claimed());
        levels();
        append(chunk.kept());
        loop(chunk.climbs());
        append(chunk.released());
        hand("The levels once more, for the roots that are left", chunk.sets().emptied(true));
        levels();
        append(chunk.edits(false));
        append(chunk.removed(false));
        return text.append("\nROLLBACK;\n").toString();
    }

    private void begin() {
        var policy = planner.checked().policy();
        text.append("-- Policy \"")
                .append(policy.name())
                .append("\", plan ")
                .append(planner.contract().hash())
                .append(".\n-- One chunk of ")
                .append(ChunkSql.ROOTS)
                .append(" rows. The campaign repeats it behind the cursor; this script rolls back.\n")
                .append("-- It needs schema coppice: holds are part of every claim.\n")
                .append("BEGIN;\n")
                .append("SET LOCAL search_path = '';\nSET LOCAL row_security = off;\n")
                .append("SET LOCAL TimeZone = 'UTC';\nSET LOCAL DateStyle = 'ISO, YMD';\n")
                .append("SET LOCAL lock_timeout = '")
                .append(policy.config().lockTimeout().toMillis())
                .append("ms';\n")
                .append("SELECT set_config('")
                .append(Age.HORIZON)
                .append("', '")
                .append(planner.horizon())
                .append("', true);\n");
    }

    private void levels() {
        for (var group : closure.order().reversed()) {
            append(chunk.entered(group));
            loop(chunk.around(group));
        }
    }

    private void hand(String sentence, String statement) {
        text.append("\n-- ").append(sentence).append(".\n").append(statement).append(";\n");
    }

    private void append(List<ChunkStatement> statements) {
        statements.forEach(statement ->
                text.append(comment(statement)).append(statement.text()).append(";\n"));
    }

    private void loop(List<ChunkStatement> statements) {
        if (!statements.isEmpty()) {
            text.append("\nDO ")
                    .append(TAG)
                    .append(" DECLARE answer record; found bigint; BEGIN LOOP found := 0;\n")
                    .append(statements.stream()
                            .map(each -> comment(each) + "EXECUTE " + QUOTE + "\n" + each.text() + "\n" + QUOTE
                                    + " INTO answer;\nfound := found + answer.n;\n")
                            .collect(Collectors.joining()))
                    .append("\nEXIT WHEN found = 0; END LOOP; END ")
                    .append(TAG)
                    .append(";\n");
        }
    }

    private static String comment(ChunkStatement statement) {
        return "\n-- " + sentence(statement.step()) + " " + statement.table()
                + (statement.why().isEmpty() ? "" : ", " + statement.why()) + "; locks " + statement.locks() + ".\n";
    }

    private static String sentence(Step step) {
        return switch (step) {
            case CLAIM -> "Claim rows of";
            case REPEAT -> "Ask again about the locked rows of";
            case LEVEL -> "Lock and collect rows of";
            case COUNT -> "Count rows of";
            case STAYS -> "Find rows that have to stay of";
            case RELEASE -> "Let go of rows of";
            case EDIT -> "Lock what will be changed in";
            case DELETE -> "Delete rows of";
            case DRAIN -> "Take apart what is too heavy of";
            case LEFT -> "Count what is left of";
        };
    }
}
