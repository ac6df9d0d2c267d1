package dev.coppice.prune;

import java.time.Instant;

/**
 * One of those that work on a campaign. A value for any thread.
 *
 * @param worker its number, from 1
 * @param owner its process: the number of the process, then a word that keeps two runs apart
 * @param enteredAt since when it has worked
 * @param touchedAt when its last chunk began
 */
public record CampaignWorker(int worker, String owner, Instant enteredAt, Instant touchedAt) {}
