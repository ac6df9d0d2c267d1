package dev.coppice.server.internal.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a policy keeps up: the rows that went on each of the last days as bars, and how many become due a day as a line.
 *
 * @param bars one for each day, the newest last; empty where that is not known
 * @param line how far from the top the line stands; empty where it is not known
 * @param says the same in words
 */
public record Pace(List<Bar> bars, String line, String says) {
    static final int DAYS = 7;
    static final int HEIGHT = 36;
    static final int STEP = 20;

    /** Nothing is known yet. */
    public static final Pace UNKNOWN = new Pace(List.of(), "", "");

    /**
     * The rows of one day.
     *
     * @param x where its bar stands
     * @param y where it begins, from the top
     * @param height how high it is
     * @param title the day and its rows
     */
    public record Bar(int x, String y, String height, String title) {}

    /** How wide the picture is. */
    public int width() {
        return DAYS * STEP;
    }

    /** How high the picture is. */
    public int height() {
        return HEIGHT;
    }

    static Pace of(long[] gone, double due) {
        double most = Math.max(1, due);
        long all = 0;
        for (long rows : gone) {
            most = Math.max(most, (double) rows);
            all += rows;
        }
        var bars = new ArrayList<Bar>();
        for (int day = 0; day < gone.length; day++) {
            double height = (HEIGHT - 2) * gone[day] / most;
            int ago = gone.length - 1 - day;
            bars.add(new Bar(
                    day * STEP + 2,
                    number(HEIGHT - height),
                    number(height),
                    (ago == 0 ? "today" : Figures.count(ago, "day") + " ago") + ": " + Figures.count(gone[day], "row")
                            + " gone"));
        }
        return new Pace(bars, due < 0 ? "" : number(HEIGHT - (HEIGHT - 2) * due / most), says(all, due));
    }

    private static String says(long all, double due) {
        var gone = Figures.count(all, "row") + " gone in " + DAYS + " days";
        return due < 0 ? gone : gone + ", about " + Figures.grouped(Math.round(due)) + " become due a day";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
