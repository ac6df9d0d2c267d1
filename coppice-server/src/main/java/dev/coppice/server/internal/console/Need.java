package dev.coppice.server.internal.console;

/**
 * Something that waits for a person.
 *
 * @param badge what sort it is
 * @param says what it is, in a sentence
 * @param link the address of the page that tells more
 */
public record Need(Badge badge, String says, String link) {}
