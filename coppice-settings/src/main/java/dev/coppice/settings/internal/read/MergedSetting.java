package dev.coppice.settings.internal.read;

import dev.coppice.settings.Document;
import dev.coppice.settings.Merged;
import dev.coppice.settings.Origin;
import dev.coppice.settings.internal.merge.Merge;
import dev.coppice.settings.internal.merge.Origins;
import java.util.List;

/** One setting as somebody sees it, with what it was merged from. */
final class MergedSetting implements Merged {
    /** About what a node takes in memory for each character of its JSON, and what an answer takes besides. */
    private static final int BYTES_OF_CHARACTER = 12;

    private static final int BYTES_BESIDES = 500;

    private final String name;
    private final List<Said> ascending;
    private final Document value;
    private final byte[] digest;

    MergedSetting(String name, List<Said> ascending) {
        this.name = name;
        this.ascending = List.copyOf(ascending);
        this.value = Merge.of(values());
        this.digest = Etag.digest(value);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Document value() {
        return value;
    }

    @Override
    public List<Contribution> contributions() {
        return ascending.stream().map(Said::contribution).toList();
    }

    @Override
    public List<Origin> origins() {
        return Origins.of(values()).stream().map(this::origin).toList();
    }

    byte[] digest() {
        return digest;
    }

    /** About how many bytes of memory it takes. */
    int weight() {
        return BYTES_BESIDES
                + BYTES_OF_CHARACTER * ascending.stream().mapToInt(Said::length).sum();
    }

    private Origin origin(Origins.Place place) {
        var said = ascending.get(place.fragment()).contribution();
        return new Origin(place.pointer(), said.scope(), said.rank());
    }

    private List<Document> values() {
        return ascending.stream().map(Said::value).toList();
    }

    /** As a line of a log. */
    @Override
    public String toString() {
        return name + ", merged of " + ascending.size();
    }
}
