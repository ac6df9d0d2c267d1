package dev.coppice.server.internal.console.pruning;

import java.util.List;

/**
 * The page of one policy.
 *
 * @param name its name
 * @param row its numbers, its last campaign, and whether it keeps up
 * @param schedule how it goes on, and when it runs by itself
 * @param facts it as it is declared
 * @param campaigns its last campaigns
 */
public record PolicyPage(
        String name,
        PoliciesView.Row row,
        ScheduleView schedule,
        List<PolicyFacts.Fact> facts,
        List<CampaignRow> campaigns) {
    /** The address of its plan. */
    public String planLink() {
        return PlanPages.address(name);
    }
}
