package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of all backups.
 *
 * @param calendar which are over when
 * @param list some of them
 * @param expire the button that removes what is over; null where nothing is
 * @param notice what the last act has done, or why it was not done
 */
public record BackupsView(
        Calendar calendar, Listed list, @Nullable ActForm expire, Notice notice) {
    /**
     * Which are over when.
     *
     * @param months one grid for each
     * @param earlier the address of the months before
     * @param later the address of the months behind
     */
    public record Calendar(List<Month> months, String earlier, String later) {}

    /**
     * A month as a grid of weeks that begin on Monday.
     *
     * @param name what it is called
     * @param weeks seven days each
     */
    public record Month(String name, List<List<Day>> weeks) {}

    /**
     * A day.
     *
     * @param number its number in the month; empty for one of another month
     * @param count how many are over on it; empty for none
     * @param link the address of those; empty for none
     * @param spoken the same for those who do not see the grid
     * @param mark how it is marked when it is chosen
     */
    public record Day(
            String number,
            String count,
            String link,
            String spoken,
            @Nullable String mark) {}

    /**
     * Some of the backups.
     *
     * @param title which
     * @param rows one for each
     * @param first the address of the first page, or of all; empty on it
     * @param next the address of the page behind; empty on the last
     */
    public record Listed(String title, List<BackupRow> rows, String first, String next) {}
}
