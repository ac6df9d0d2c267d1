package dev.coppice.server;

import java.time.Duration;

/**
 * A token to make.
 *
 * @param name what it is for, 1 to 100 characters
 * @param role what its bearer may do
 * @param lifetime how long it is good for, one minute to two years
 * @param createdBy who asks for it
 * @param reason why
 */
public record NewToken(String name, Role role, Duration lifetime, String createdBy, String reason) {}
