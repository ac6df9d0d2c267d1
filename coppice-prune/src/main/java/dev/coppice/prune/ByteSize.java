package dev.coppice.prune;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A number of bytes as the configuration writes it. A value for any thread.
 *
 * @param bytes how many
 */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9][0-9_]{0,11})(KiB|MiB|GiB)");
    private static final String ALLOWED = "a number with a unit KiB, MiB or GiB, such as 64MiB";
    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB");
    private static final long KIBI = 1024;
    private static final long MOST = 1L << 50;

    /** Refuses what nothing can be below, and more than a server holds. */
    public ByteSize {
        if (bytes < 1 || bytes > MOST) {
            throw new IllegalArgumentException("from 1KiB to 1048576GiB");
        }
    }

    /**
     * Reads {@code 64MiB}.
     *
     * @throws IllegalArgumentException when the text is of another form
     */
    public static ByteSize parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        var size = Long.parseLong(match.group(1).replace("_", ""));
        for (var unit = 0; unit <= UNITS.indexOf(match.group(2)); unit++) {
            size = Math.min(size * KIBI, MOST + 1);
        }
        return new ByteSize(size);
    }

    /** Bytes for people, as in {@code 12.5 MiB}. */
    public static String words(double bytes) {
        var size = bytes / KIBI;
        var unit = 0;
        while (size >= KIBI && unit < UNITS.size() - 1) {
            size /= KIBI;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, UNITS.get(unit));
    }

    @Override
    public String toString() {
        return words((double) bytes);
    }
}
