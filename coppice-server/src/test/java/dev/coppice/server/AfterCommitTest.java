package dev.coppice.server;

import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acts whose connection is lost on the way: an answer that says nothing was changed is true. */
@PostgresTest(Isolation.DATABASE)
class AfterCommitTest {
    private static final Act ANA = Act.of("ana", "a test");
    private static final String WHY = "{\"reason\":\"a test\"}";

    private final TestDatabase database;
    private final FaultyDataSource source;

    private final List<String> effects = new ArrayList<>();

    @TempDir
    Path folder;

    AfterCommitTest(TestDatabase database) {
        this.database = database;
        this.source = FaultyDataSource.over(database.dataSource());
    }

    @Test
    void a_prune_call_that_fails_after_it_began_a_campaign_tells_of_it() {
        PruningServer.open(database);
        var policies = PruningServer.policies();
        var campaigns = Campaigns.on(database.dataSource());
        try (var server = LiveServer.on(
                database,
                config -> ServerConfig.given(OfRequests.fail(source, database.dataSource()))
                        .pruning(policies))) {
            var token = server.token(Role.OPERATOR);
            int committed = 0;
            for (int number = 5; number <= 200; number += 30) {
                committed += swept(
                        PlannedFault.operation(number),
                        "SELECT (SELECT count(*) FROM shop.cart) || ' ' || (SELECT count(*) FROM coppice.campaign)",
                        () -> server.json(
                                "POST",
                                "/api/v1/policies/closed-carts/prune",
                                "{\"reason\":\"a test\",\"roots\":1}",
                                token));
                campaigns.unfinished(policies.getFirst()).ifPresent(left -> campaigns.abort(left.id(), ANA));
            }
            assertThat(committed).as(effects.toString()).isPositive();
        }
    }

    @Test
    void an_act_on_an_operation_whose_answer_is_lost_says_that_it_was_done() {
        TenantServer.settle(database);
        try (var server = LiveServer.on(
                database,
                config -> ServerConfig.given(OfRequests.fail(source, database.dataSource()))
                        .managing(any -> Lifecycle.on(any)
                                .kinds(TenantServer.kinds(folder, yaml -> yaml))
                                .build()))) {
            var token = server.token(Role.OPERATOR);
            var lifecycle = Lifecycle.on(database.dataSource())
                    .kinds(TenantServer.kinds(folder, yaml -> yaml))
                    .build();
            var asked = TeardownRequest.of(new ResourceId("graph", "kg1"), ANA);
            long operation = lifecycle.teardowns().begin(asked).id();
            int committed = 0;
            for (int number = 3; number <= 40; number++) {
                committed += swept(
                        PlannedFault.statement(number).raising("57014"),
                        "SELECT count(*) FROM coppice.audit",
                        () -> server.json("POST", "/api/v1/operations/" + operation + "/retry", WHY, token));
            }
            assertThat(committed).as(effects.toString()).isPositive();
        }
    }

    @Test
    void what_tells_of_changes_by_itself_and_what_nobody_foresaw_pass_as_they_are() {
        var after = new AfterCommit("It is done.", "Look.");

        assertThat(after.run(() -> 1)).isEqualTo(1);
        assertThatThrownBy(() -> after.run(() -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Sends a call that meets a fault; 1 where the answer says that something was changed. */
    private int swept(PlannedFault fault, String state, Supplier<HttpResponse<String>> call) {
        var before = PruningServer.one(database, state);
        source.arm(fault);
        var answer = call.get();
        source.disarm();
        if (answer.statusCode() < 400) {
            return 0;
        }
        var problem = json(answer);
        var effect = problem.at("/effect").asString();
        effects.add(effect + " " + problem.at("/code").asString());
        if (effect.equals("none")) {
            assertThat(PruningServer.one(database, state))
                    .as(fault + answer.body())
                    .isEqualTo(before);
            return 0;
        }
        assertThat(answer.body()).as(answer.body()).doesNotContain("othing was changed", "changed nothing");
        return effect.equals("committed") ? 1 : 0;
    }
}
