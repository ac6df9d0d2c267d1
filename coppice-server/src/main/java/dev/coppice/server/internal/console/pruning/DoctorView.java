package dev.coppice.server.internal.console.pruning;

import java.util.List;

/**
 * The doctor's page.
 *
 * @param findings what was found, what matters most first
 * @param policies the names of all policies
 * @param policy of which policy alone; empty for all
 * @param says how many findings there are of each sort
 */
public record DoctorView(List<FindingView> findings, List<String> policies, String policy, String says) {}
