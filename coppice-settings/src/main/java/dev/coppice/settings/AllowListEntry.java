package dev.coppice.settings;

import java.util.OptionalInt;
import java.util.UUID;

/**
 * Leave to set a setting at the scopes of one type.
 *
 * @param id its id
 * @param name the setting
 * @param scopeType the type of scope
 * @param ownRank the rank an administrator has given it; empty when it has its scope's
 * @param rank the rank in force
 * @param stamp version and times
 */
public record AllowListEntry(UUID id, String name, String scopeType, OptionalInt ownRank, int rank, Stamp stamp) {}
