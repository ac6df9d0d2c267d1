package dev.coppice.server.internal.console.pruning;

import java.util.List;

/**
 * The closure of a plan as it is drawn: the policy's own table on the left, those it leads to on its right. A value for any
 * thread.
 *
 * @param width how wide
 * @param height how high
 * @param boxes a box for each table
 * @param lines lines and their heads
 * @param words what stands in boxes and beside lines
 */
public record PlanPicture(int width, int height, List<Box> boxes, List<Line> lines, List<Words> words) {
    /** Copies the lists. */
    public PlanPicture {
        boxes = List.copyOf(boxes);
        lines = List.copyOf(lines);
        words = List.copyOf(words);
    }

    /**
     * A table.
     *
     * @param x its left edge
     * @param y its upper edge
     * @param width how wide
     * @param height how high
     * @param tone how it looks: {@code goes}, {@code stays}, with {@code block} or {@code warn}
     * @param table its name
     */
    public record Box(int x, int y, int width, int height, String tone, String table) {}

    /**
     * A line from a table to one that names it.
     *
     * @param path the path to draw
     * @param tone how it looks: {@code goes}, {@code stays}, {@code back}; {@code head} for its head
     */
    public record Line(String path, String tone) {}

    /**
     * Words.
     *
     * @param x where they begin, or end
     * @param y their base line
     * @param text the words, cut where they are long
     * @param title all of them
     * @param tone how they look
     */
    public record Words(int x, int y, String text, String title, String tone) {
        /** Cuts in the middle: names that are alike differ at their ends. */
        static Words of(int x, int y, Said said, int longest) {
            return new Words(x, y, cut(said.text(), longest), said.title(), said.tone());
        }

        private static String cut(String text, int longest) {
            if (text.length() <= longest) {
                return text;
            }
            var head = (longest - 1) / 2;
            return text.substring(0, head) + "…" + text.substring(text.length() - (longest - 1 - head));
        }
    }

    /**
     * Something to be said in the picture.
     *
     * @param text in few words
     * @param title in full
     * @param tone how it looks
     */
    record Said(String text, String title, String tone) {}
}
