package dev.coppice.control.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaScript;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class FlywayRunTest {

    @Test
    void scripts_run_by_another_tool_are_not_run_again(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        var before = InstalledSchema.read(db.dataSource());
        FlywayRun.migrate(db.dataSource(), before, withOneMore("CREATE TABLE coppice.added (id int)"));
        assertThat(InstalledSchema.read(db.dataSource()).version()).isEqualTo(999);
    }

    @Test
    @ExpectedLog(value = Level.ERROR, containing = "Changes successfully rolled back")
    void a_script_that_fails_leaves_nothing_of_itself(TestDatabase db) {
        var scripts = withOneMore("CREATE TABLE coppice.added (id int); SELECT 1 / 0");
        assertThatThrownBy(() -> FlywayRun.migrate(db.dataSource(), InstalledSchema.read(db.dataSource()), scripts))
                .hasMessage(
                        "The schema coppice could not be brought up to date. A script failed; the log has the cause. Scripts"
                                + " before the failed one are in force; the failed one left nothing. Mend the cause and run \"coppice schema migrate\" again.");
        var left = InstalledSchema.read(db.dataSource());
        assertThat(left.version()).isEqualTo(Scripts.newest());
        FlywayRun.migrate(db.dataSource(), left, withOneMore("CREATE TABLE coppice.added (id int)"));
        assertThat(InstalledSchema.read(db.dataSource()).version()).isEqualTo(999);
    }

    @Test
    void a_server_below_15_is_refused() {
        assertThatThrownBy(() -> new InstalledSchema(140_011, 0, false).requireSupportedServer())
                .hasMessage("Coppice needs PostgreSQL 15 or newer. The server is PostgreSQL 14.11. Nothing was changed."
                        + " Upgrade the server, or use another database.");
    }

    @Test
    void each_script_states_its_own_version() {
        for (var script : Scripts.all()) {
            assertThat(script.sql())
                    .contains("COMMENT ON SCHEMA coppice IS 'Coppice schema version " + script.version() + "'");
        }
    }

    private static List<SchemaScript> withOneMore(String sql) {
        var scripts = new ArrayList<>(Scripts.all());
        var version = "; COMMENT ON SCHEMA coppice IS 'Coppice schema version 999'";
        scripts.add(new SchemaScript(999, "V999__added.sql", sql + version));
        return scripts;
    }
}
