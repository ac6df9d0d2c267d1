package dev.coppice.settings.internal.value;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * A pattern that looks at no more characters than its check has left. The library reports errors of patterns by logging them
 * with the pattern, so none is thrown: out of effort a pattern matches nothing, and the check asks afterwards.
 *
 * @param pattern the pattern, in the JDK's spelling
 * @param blindTurns how often it may turn without looking at a character
 */
record BoundedPattern(Pattern pattern, long blindTurns) implements RegularExpression {
    private static final Pattern COUNT = Pattern.compile("(\\\\?)([^\\\\])\\{(\\d+)");
    private static final int MOST_DIGITS = 9;

    static BoundedPattern of(String source) {
        var spelled =
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(source));
        return new BoundedPattern(Pattern.compile(spelled), blindTurns(spelled));
    }

    @Override
    public boolean matches(String value) {
        var effort = Effort.current();
        if (effort.exhausted()) {
            return false;
        }
        try {
            effort.spend(Math.multiplyExact(blindTurns, value.length() + 1L));
            return pattern.matcher(new Looked(value, effort)).find();
        } catch (BeyondBounds | ArithmeticException | StackOverflowError beyond) {
            effort.exhaust();
            return false;
        }
    }

    /**
     * The product of all counts that stand behind something that may be empty: a group, an assertion, a back reference. Behind
     * anything else every turn looks at a character.
     */
    private static long blindTurns(String spelled) {
        long product = 1;
        var counts = COUNT.matcher(spelled);
        while (counts.find()) {
            if (!looks(!counts.group(1).isEmpty(), counts.group(2).charAt(0))) {
                product = Math.min(product * count(counts.group(3)), Effort.MOST + 1);
            }
        }
        return product;
    }

    private static boolean looks(boolean escaped, char atom) {
        return escaped ? "dwsDWS".indexOf(atom) >= 0 : atom == ']' || atom == '.' || Character.isLetter(atom);
    }

    private static long count(String digits) {
        return digits.length() > MOST_DIGITS ? Effort.MOST + 1 : Math.max(Long.parseLong(digits), 1);
    }

    /** A text that counts how often it is looked at. */
    private record Looked(String text, Effort effort) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            effort.spend(1);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
