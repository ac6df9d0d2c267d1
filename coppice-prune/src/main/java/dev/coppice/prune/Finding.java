package dev.coppice.prune;

/**
 * One thing the doctor found. A value for any thread.
 *
 * @param check the stable name of the check
 * @param severity how much it matters
 * @param subject what it is about: a table, a constraint, a session
 * @param message what was found, in a sentence
 * @param cure the SQL that cures it, or a sentence where no SQL does; may be empty
 */
public record Finding(String check, Severity severity, String subject, String message, String cure) {
    @Override
    public String toString() {
        return severity + " " + check + " " + subject + ": " + message;
    }
}
