package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Set;

/** Connections of things "a" and "b", each with a grant at a service. */
final class HttpFixture implements StepContract.Fixture {
    private final TestDatabase db;
    private final FlakyService service;

    HttpFixture(TestDatabase db, FlakyService service) {
        this.db = db;
        this.service = service;
        db.execute("""
                CREATE TABLE ${schema}.thing (thing_id text PRIMARY KEY, status text);
                CREATE TABLE ${schema}.connection (connection_id text PRIMARY KEY, thing_id text);
                """);
    }

    HttpStep probed(String more) {
        return step("probe: \"" + service.address() + "/grants/{connection_id}\", " + more);
    }

    HttpStep step(String more) {
        return (HttpStep)
                Declared.in(db, """
                        - name: revoke-grants
                          http: { url: "SERVICE/grants/{connection_id}", timeout: 300ms, MORE
                            each: "select connection_id from ${schema}.connection where thing_id = {id}" }
                        """.replace("SERVICE", service.address()).replace("MORE", more))
                        .step("revoke-grants");
    }

    @Override
    public TestContext fill() {
        service.clear();
        db.execute("TRUNCATE ${schema}.connection");
        db.execute("INSERT INTO ${schema}.connection VALUES ('c1', 'a'), ('c2', 'a'), ('c3', 'a'), ('d1', 'b')");
        List.of("c1", "c2", "c3", "d1").forEach(id -> service.grant("/grants/" + id));
        return fresh();
    }

    @Override
    public TestContext fresh() {
        return TestContext.of(db, "a");
    }

    @Override
    public StepContext stale() {
        return fresh().afterTakeOver();
    }

    @Override
    public boolean neighbourUntouched() {
        return service.grants().contains("/grants/d1");
    }

    @Override
    public boolean cutOff() {
        service.close();
        return true;
    }

    void forgetRows() {
        db.execute("DELETE FROM ${schema}.connection");
    }

    Set<String> grants() {
        return service.grants();
    }
}
