package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a failed statement means for the step whose transaction it was. */
final class Refusals {
    private Refusals() {}

    /** Ends the step with what the database refused; a lost connection is for the engine to judge. */
    static RuntimeException of(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        if (state.startsWith("08") || state.startsWith("57P")) {
            return new DataAccessException("the connection was lost", failure);
        }
        return new StepEnded(outcome(state, failure));
    }

    private static StepOutcome outcome(String state, SQLException failure) {
        return switch (state) {
            case "23503", "23001" -> referenced(failure);
            case "55P03" -> blocked("step.locked", "somebody holds a lock on what is to be removed", List.of("a lock"));
            case "40001", "40P01" ->
                new StepOutcome.Failed("step.contended", "another transaction was in the way; nothing was removed");
            case "57014" ->
                new StepOutcome.Failed("step.timeout", "it took longer than a step may; nothing was removed");
            default ->
                new StepOutcome.Failed(
                        "step.refused", "PostgreSQL refused it with SQLSTATE " + state + "; nothing was removed");
        };
    }

    private static StepOutcome referenced(SQLException failure) {
        var told = told(failure);
        var constraint = told.map(ServerErrorMessage::getConstraint).orElse("a foreign key");
        var table = told.map(message -> message.getSchema() + "." + message.getTable())
                .orElse("another table");
        return blocked(
                "rows.referenced",
                "rows of " + table + " that do not go refer by " + constraint + " to rows that should",
                List.of(constraint));
    }

    private static Optional<ServerErrorMessage> told(SQLException failure) {
        return failure instanceof PSQLException known
                ? Optional.ofNullable(known.getServerErrorMessage())
                : Optional.empty();
    }

    private static StepOutcome blocked(String code, String message, List<String> by) {
        return new StepOutcome.Blocked(code, message, by);
    }
}
