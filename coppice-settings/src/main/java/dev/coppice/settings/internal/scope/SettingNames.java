package dev.coppice.settings.internal.scope;

/** Which texts may name a setting. */
public final class SettingNames {
    private static final int LONGEST = 128;

    private SettingNames() {}

    /** The name; {@code settings.bad-name} when it cannot be one. */
    public static String require(String name) {
        if (!isClean(name, LONGEST)) {
            throw ScopeFaults.badName(LONGEST);
        }
        return name;
    }

    /** Whether a text has 1 to so many characters, none of them a control character or half of a surrogate pair. */
    static boolean isClean(String text, int longest) {
        return !text.isEmpty()
                && text.codePointCount(0, text.length()) <= longest
                && text.codePoints()
                        .noneMatch(point -> Character.isISOControl(point)
                                || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }
}
