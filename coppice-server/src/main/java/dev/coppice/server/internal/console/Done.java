package dev.coppice.server.internal.console;

/**
 * What an act came to. A value for any thread.
 *
 * @param page where it leads
 * @param says what that page says of it
 */
public record Done(Address page, String says) {}
