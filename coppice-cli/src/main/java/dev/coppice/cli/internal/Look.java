package dev.coppice.cli.internal;

import java.nio.charset.Charset;
import java.util.Map;

/**
 * How text may look where it is read: how wide, with colours or without, with lines drawn or in plain characters. Colours
 * only repeat what words say.
 *
 * @param width how many characters fit on a line; without a bound where nobody watches
 * @param colours whether there are colours
 * @param drawn whether the reader's character set has lines and the sign for "about"
 */
public record Look(int width, boolean colours, boolean drawn) {
    /** A file, or another program. */
    public static final Look PLAIN = new Look(Integer.MAX_VALUE, false, true);

    private static final int NARROWEST = 40;
    private static final int USUAL = 100;

    /** What standard output is, as the launcher has found it. */
    public static Look ofOutput(Map<String, String> environment) {
        return of(Boolean.getBoolean("coppice.terminal.out"), "stdout.encoding", environment);
    }

    /** What standard error is, as the launcher has found it. */
    public static Look ofErrors(Map<String, String> environment) {
        return of(Boolean.getBoolean("coppice.terminal"), "stderr.encoding", environment);
    }

    private static Look of(boolean terminal, String encoding, Map<String, String> environment) {
        var drawn = draws(System.getProperty(encoding, System.getProperty("native.encoding", "UTF-8")));
        if (!terminal) {
            return new Look(Integer.MAX_VALUE, false, drawn);
        }
        var plain = environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
        return new Look(Math.max(NARROWEST, Integer.getInteger("coppice.columns", USUAL)), !plain, drawn);
    }

    private static boolean draws(String charset) {
        return Charset.isSupported(charset)
                && Charset.forName(charset).newEncoder().canEncode("├≈█");
    }

    /** Text that stands out. */
    public String bold(String text) {
        return painted("1", text);
    }

    /** Text that steps back. */
    public String faint(String text) {
        return painted("2", text);
    }

    /** Text that says no. */
    public String red(String text) {
        return painted("1;31", text);
    }

    /** Text that warns. */
    public String yellow(String text) {
        return painted("33", text);
    }

    private String painted(String code, String text) {
        return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** One set of signs, or the other where the character set lacks them. */
    public String sign(String signs, String plain) {
        return drawn ? signs : plain;
    }

    /** The text without what does not fit on a line. */
    public String cut(String text) {
        return cut(text, width);
    }

    /** The text in so many characters at most. */
    public String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, Math.max(0, longest - 1)) + sign("…", "~");
    }

    /** Broken between words so that it fits, each line behind {@code indent} blanks. */
    public String wrapped(String text, int indent) {
        var lines = new StringBuilder();
        text.lines().forEach(line -> wrap(line, indent, lines));
        return lines.toString().stripTrailing();
    }

    private void wrap(String text, int indent, StringBuilder lines) {
        var line = new StringBuilder(" ".repeat(indent));
        for (var word : text.split(" ", -1)) {
            if (line.length() > indent && line.length() + word.length() > width) {
                lines.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(indent));
            }
            line.append(word).append(' ');
        }
        lines.append(line.toString().stripTrailing()).append('\n');
    }
}
