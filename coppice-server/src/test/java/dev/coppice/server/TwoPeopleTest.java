package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A plan that needs two people is signed by two, each at a console of their own. */
@PostgresTest(Isolation.DATABASE)
class TwoPeopleTest {
    private static final String PLAN = "/policies/plan?name=careful";
    private static final Pattern HASH = Pattern.compile("class=\"hash\">([0-9a-f]{12})<");

    @Test
    void the_second_signature_lets_a_plan_run_once(TestDatabase database) {
        var policy =
                Policy.of("careful", "app.note").when("id < 20").approvals(2).build();
        try (var server = ShopServer.on(database, 40, List.of(policy))) {
            var ana = new ConsoleSession(server, "ana", Role.ADMIN);
            var ben = new ConsoleSession(server, "ben", Role.ADMIN);
            var hash = HASH.matcher(ana.get(PLAN).body())
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
            String[] signed = {"name", "careful", "hash", hash, "reason", "looked at it"};
            assertThat(ana.submit("/policies/approve", signed))
                    .contains("The plan is signed.")
                    .contains("It must be approved first, by 1 person yet.");
            assertThat(ana.read("/brakes")).contains("policy/careful needs another person ana: looked at it");
            assertThat(ana.submit("/policies/approve", signed)).contains("Two different people must approve it");
            assertThat(ana.get(PLAN).body()).doesNotContain("Execute this plan");

            assertThat(ben.read(PLAN)).contains("Approved by ana at");
            assertThat(ben.submit("/policies/approve", signed))
                    .contains("The plan is signed.")
                    .contains("Approved by ben at");
            assertThat(ben.read("/brakes")).contains("policy/careful may run ana: looked at it ben: looked at it");
            var cyd = new ConsoleSession(server, "cyd", Role.OPERATOR);
            assertThat(cyd.submit(
                            "/policies/execute",
                            "name",
                            "careful",
                            "hash",
                            hash,
                            "confirmed",
                            "careful",
                            "reason",
                            "both agree"))
                    .contains("The campaign is begun.");
            assertThat(Campaigns.on(database.dataSource())
                            .list(CampaignQuery.newest(10))
                            .items())
                    .singleElement()
                    .extracting(campaign -> campaign.requested().actor())
                    .isEqualTo("cyd");
            assertThat(ana.read("/brakes")).contains("None. A plan that needs approval is signed on its own page.");
        }
    }
}
