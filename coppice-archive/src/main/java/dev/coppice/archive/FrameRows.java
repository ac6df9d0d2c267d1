package dev.coppice.archive;

import dev.coppice.archive.internal.csv.CsvException;
import dev.coppice.archive.internal.csv.CsvRecord;
import dev.coppice.archive.internal.csv.CsvSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a frame: for each column its text as PostgreSQL writes it, or null. For one thread. They may be used only when
 * {@link #hasNext} has said that there are no more.
 */
public final class FrameRows implements Iterator<List<@Nullable String>>, AutoCloseable {
    private final Segment segment;
    private final Frame frame;
    private final InputStream csv;
    private final CsvSource source;
    private final CsvRecord record = new CsvRecord();
    private boolean ahead;
    private long read;

    FrameRows(Segment segment, Frame frame, InputStream csv) {
        this.segment = segment;
        this.frame = frame;
        this.csv = csv;
        this.source = new CsvSource(csv);
    }

    /** Whether there is another row. */
    @Override
    public boolean hasNext() {
        if (!ahead) {
            ahead = advance();
        }
        return ahead;
    }

    @Override
    public List<@Nullable String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the frame has no more rows");
        }
        ahead = false;
        var values = new ArrayList<@Nullable String>();
        for (var i = 0; i < record.fields(); i++) {
            values.add(record.isNull(i) ? null : new String(record.value(i), StandardCharsets.UTF_8));
        }
        return Collections.unmodifiableList(values);
    }

    /** Passes over a row without making its values. */
    void skip() {
        ahead = false;
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException failure) {
            throw damaged("it cannot be closed", failure);
        }
    }

    private boolean advance() {
        try {
            if (!source.next()) {
                return ended();
            }
        } catch (IOException failure) {
            throw damaged(String.valueOf(failure.getMessage()), failure);
        }
        var width = segment.content().columns().size();
        if (!record.read(source.bytes(), source.start(), source.end()) || record.fields() != width) {
            throw damaged("record " + (read + 1) + " has not " + width + " fields");
        }
        read++;
        return true;
    }

    private boolean ended() {
        if (read != frame.rows()) {
            throw damaged("it has " + read + " rows instead of " + frame.rows());
        }
        return false;
    }

    private RuntimeException damaged(String found) {
        return damaged(found, new CsvException(found));
    }

    private RuntimeException damaged(String found, IOException cause) {
        return ArchiveFaults.damaged(segment.name(), frame.number(), found, cause);
    }
}
