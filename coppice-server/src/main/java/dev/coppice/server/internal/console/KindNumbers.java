package dev.coppice.server.internal.console;

import java.util.List;

/**
 * One kind's resources in numbers.
 *
 * @param name the kind
 * @param table its table
 * @param cells the numbers, in the order of {@link KindCounter#COLUMNS}; empty when not counted
 * @param trouble why not counted; empty otherwise
 */
public record KindNumbers(String name, String table, List<Cell> cells, String trouble) {
    /**
     * One number.
     *
     * @param label the heading it stands under
     * @param text the number as shown; a dash where the kind declares no such column
     * @param tone a class that colours it
     */
    public record Cell(String label, String text, String tone) {}
}
