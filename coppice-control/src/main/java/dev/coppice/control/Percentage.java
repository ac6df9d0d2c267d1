package dev.coppice.control;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A share of a whole, from 0 to 100 percent. A value for any thread.
 *
 * @param percent the number before the sign
 */
public record Percentage(BigDecimal percent) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)\\s?%");
    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);

    /** Refuses a number out of range. */
    public Percentage {
        if (percent.signum() < 0 || percent.compareTo(WHOLE) > 0) {
            throw new IllegalArgumentException("a percentage from 0% to 100%, such as 30%");
        }
    }

    /** Reads {@code 30%}. */
    public static Percentage parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("a percentage from 0% to 100%, such as 30%");
        }
        return new Percentage(new BigDecimal(match.group(1)));
    }

    /** As a number from 0 to 1. */
    public double fraction() {
        return percent.doubleValue() / 100;
    }

    @Override
    public String toString() {
        return percent.toPlainString() + "%";
    }
}
