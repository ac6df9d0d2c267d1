package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.server.document.CampaignDocument.Space;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is gone of each table, and what has become of the space once that is known.
 *
 * @param rows how many rows of each, most first
 * @param spaces what has become of the space of each
 */
record GoneTable(Map<String, Long> rows, Map<String, Space> spaces) {
    static GoneTable of(CampaignDocument campaign) {
        var spaces = new LinkedHashMap<String, Space>();
        Stream.ofNullable(campaign.space())
                .flatMap(Collection::stream)
                .filter(space -> space.returned() != null && space.reusable() != null)
                .forEach(space -> spaces.put(space.table(), space));
        var rows = new LinkedHashMap<String, Long>();
        Stream.ofNullable(campaign.rows())
                .flatMap(counts -> counts.entrySet().stream())
                .sorted(Comparator.comparingLong((Map.Entry<String, Long> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
        return new GoneTable(rows, spaces);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** How the column of what is reusable was found out, where there is one. */
    Optional<String> note() {
        return spaces.values().stream()
                .findFirst()
                .map(any -> "free-space-map".equals(any.measure())
                        ? "reusable as the free space map tells"
                        : "reusable as estimated from the rows deleted" + (vacuumed() ? "" : ", once it is vacuumed"));
    }

    @Override
    public String toString() {
        var columns = new ArrayList<List<String>>();
        columns.add(Stream.concat(Stream.of("TABLE"), rows.keySet().stream()).toList());
        columns.add(right("GONE", rows.values().stream().map(Figures::count).toList()));
        if (!spaces.isEmpty()) {
            columns.add(right("GIVEN BACK", cells(space -> Figures.bytes(Objects.requireNonNull(space.returned())))));
            columns.add(right("REUSABLE", cells(space -> Figures.bytes(Objects.requireNonNull(space.reusable())))));
        }
        if (vacuumed()) {
            columns.add(Stream.concat(Stream.of("VACUUM"), cells(GoneTable::vacuum).stream())
                    .toList());
        }
        var table = TextTable.plain();
        for (int row = 0; row <= rows.size(); row++) {
            int at = row;
            table.row(columns.stream().map(column -> column.get(at)).toArray());
        }
        return table.toString();
    }

    private boolean vacuumed() {
        return spaces.values().stream().anyMatch(space -> space.vacuum() != null);
    }

    private List<String> cells(Function<Space, String> words) {
        return rows.keySet().stream()
                .map(table -> Optional.ofNullable(spaces.get(table)).map(words).orElse("-"))
                .toList();
    }

    private static String vacuum(Space space) {
        return Optional.ofNullable(space.vacuumSkipped())
                .map(reason -> "none: " + reason)
                .or(() -> Optional.ofNullable(space.vacuumMs()).map(took -> Figures.duration(Duration.ofMillis(took))))
                .orElse("-");
    }

    private static List<String> right(String head, List<String> cells) {
        var all = Stream.concat(Stream.of(head), cells.stream()).toList();
        int width = all.stream().mapToInt(String::length).max().orElse(0);
        return all.stream()
                .map(cell -> " ".repeat(width - cell.length()) + cell)
                .toList();
    }
}
