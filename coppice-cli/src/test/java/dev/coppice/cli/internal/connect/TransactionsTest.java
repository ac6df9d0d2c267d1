package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

@PostgresTest
class TransactionsTest {
    private final FaultyDataSource source;

    TransactionsTest(TestDatabase database) {
        this.source = FaultyDataSource.over(database.dataSource());
    }

    @Test
    void a_connection_lost_before_the_commit_has_changed_nothing() {
        source.arm(PlannedFault.statement(3));

        assertThat(told())
                .isEqualTo("database.connection-lost NONE SAFE The command was not carried out. The connection to the"
                        + " database was lost, or the server let no further one in. Nothing was changed. Run the command"
                        + " again once the server answers.");
    }

    @Test
    void a_connection_lost_in_the_commit_leaves_the_end_unknown() {
        source.arm(PlannedFault.commit(1).after());

        assertThat(told())
                .isEqualTo("database.commit-lost UNKNOWN NEVER The end of the command is unknown. The connection to the"
                        + " database was lost during the commit. Whether the change was made is unknown. Look at what the"
                        + " command was to change before you run it again.");
    }

    @Test
    void a_wait_over_its_bound_and_a_missing_right_are_told_in_words() {
        source.arm(PlannedFault.statement(3).raising("55P03"));
        assertThat(told())
                .isEqualTo("database.busy NONE SAFE The command was not carried out. Another transaction was in its way"
                        + " for too long. Nothing was changed. Run the command again in a moment.");

        source.arm(PlannedFault.statement(3).raising("42501"));
        assertThat(told())
                .isEqualTo("database.forbidden NONE AFTER_FIX The command was not carried out. The database user may"
                        + " not do this in the schema coppice. Nothing was changed. Connect as another user, or have the"
                        + " owner of the schema grant the right.");
    }

    private String told() {
        var transactions = Transactions.of(source);
        var fault = catchThrowableOfType(
                        CoppiceException.class, () -> transactions.run(open -> open.execute("SELECT 1")))
                .fault();
        return String.join(
                " ", fault.code(), fault.effect().name(), fault.retry().name(), fault.message());
    }
}
