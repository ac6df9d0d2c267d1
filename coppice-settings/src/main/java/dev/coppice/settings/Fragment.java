package dev.coppice.settings;

import java.util.OptionalInt;
import java.util.UUID;

/**
 * What one scope says of a setting.
 *
 * @param id its id
 * @param name the setting
 * @param scope the scope
 * @param value what it says
 * @param ownRank the rank an administrator has given it; empty when it has its entry's
 * @param stamp version and times
 */
public record Fragment(UUID id, String name, Scope scope, Document value, OptionalInt ownRank, Stamp stamp) {}
