package dev.coppice.server.internal.console.pruning;

import java.util.List;

/**
 * The page of all campaigns.
 *
 * @param rows the campaigns, newest first
 * @param policy of which policy alone; empty for all
 * @param first the address of the first page; empty on it
 * @param next the address of the page behind; empty on the last
 */
public record CampaignsView(List<CampaignRow> rows, String policy, String first, String next) {}
