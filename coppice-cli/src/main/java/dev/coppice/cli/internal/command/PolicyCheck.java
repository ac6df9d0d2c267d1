package dev.coppice.cli.internal.command;

import static org.jooq.impl.DSL.name;

import dev.coppice.cli.internal.connect.ConnectionFaults;
import dev.coppice.ops.Retry;
import dev.coppice.prune.PolicyConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Has the database plan the condition of each policy, and never run it. */
final class PolicyCheck {
    private final DataSource database;

    PolicyCheck(DataSource database) {
        this.database = database;
    }

    /** What is wrong with a policy. */
    record Problem(String policy, String message) {}

    List<Problem> problems(Map<String, PolicyConfig> policies) {
        return policies.entrySet().stream()
                .flatMap(policy ->
                        refusal(policy.getValue()).map(message -> new Problem(policy.getKey(), message)).stream())
                .toList();
    }

    private Optional<String> refusal(PolicyConfig policy) {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            explain(connection, policy);
            connection.rollback();
            return Optional.empty();
        } catch (SQLException refused) {
            ConnectionFaults.broken(refused, false)
                    .filter(fault -> fault.retry() == Retry.SAFE)
                    .ifPresent(fault -> {
                        throw fault.exception(refused);
                    });
            return Optional.of(words(refused));
        }
    }

    // Plain JDBC, because a condition may hold question marks, which are placeholders elsewhere.
    private static void explain(Connection connection, PolicyConfig policy) throws SQLException {
        var names = DSL.using(SQLDialect.POSTGRES);
        var table = names.render(name(policy.table().schema(), policy.table().name()));
        var age = policy.age().map(column -> names.render(name(column))).orElse("now()");
        try (var statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION READ ONLY");
            statement.execute("EXPLAIN SELECT FROM " + table + " WHERE (\n"
                    + policy.when().orElse("true") + "\n) AND " + age + " IS NOT NULL");
        }
    }

    // The server's words name tables and columns; its position in our statement would mean nothing to the reader.
    private static String words(SQLException refused) {
        return String.valueOf(refused.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^ERROR: ", "");
    }
}
