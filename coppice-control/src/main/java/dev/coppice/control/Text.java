package dev.coppice.control;

/** Checks of words that callers hand in. */
final class Text {
    private Text() {}

    static String required(String value, String parameter) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(parameter + " must not be blank");
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(parameter + " must not contain the character NUL");
        }
        return value;
    }
}
