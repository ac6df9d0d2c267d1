package dev.coppice.archive;

import dev.coppice.archive.internal.csv.ColumnExtremes;
import dev.coppice.archive.internal.csv.CsvRecord;
import dev.coppice.archive.internal.frame.FrameEncoder;
import dev.coppice.archive.internal.frame.FrameSeal;
import dev.coppice.archive.spi.FrameOutput;
import dev.coppice.archive.spi.StoreException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One frame while its rows come in: counts them, keeps the ranges, encodes. For one thread. */
final class FrameRecorder implements AutoCloseable {
    private final int number;
    private final FrameOutput output;
    private final boolean sealed;
    private final FrameEncoder encoder;
    private final Map<String, ColumnExtremes> ranges = new LinkedHashMap<>();
    private long rows;

    private FrameRecorder(int number, FrameOutput output, FrameEncoder encoder, boolean sealed) {
        this.number = number;
        this.output = output;
        this.encoder = encoder;
        this.sealed = sealed;
    }

    static FrameRecorder begin(FrameContent content, int number, FrameOutput output, Optional<FrameSeal> seal)
            throws IOException {
        try {
            var recorder = new FrameRecorder(number, output, new FrameEncoder(output, seal), seal.isPresent());
            if (seal.isEmpty()) {
                content.ranged().forEach(column -> recorder.follow(content, column));
            }
            return recorder;
        } catch (IOException failure) {
            output.close();
            throw failure;
        }
    }

    /** Adds a row that lies in {@code csv}; {@code record} has its fields. */
    void add(byte[] csv, int offset, int length, CsvRecord record) throws IOException {
        for (var range : ranges.values()) {
            range.add(record);
        }
        encoder.write(csv, offset, length);
        rows++;
    }

    long rows() {
        return rows;
    }

    /** Ends the frame; its bytes are durable then. */
    Frame finish() throws IOException {
        var encoded = encoder.finish();
        var extent = output.finish();
        if (extent.length() != encoded.storedLength()) {
            throw new StoreException(
                    StoreException.Reason.SHORT,
                    "it kept " + extent.length() + " bytes of " + encoded.storedLength(),
                    null);
        }
        return new Frame(
                number,
                0,
                rows,
                extent,
                encoded.csvLength(),
                sealed ? Optional.empty() : Optional.of(encoded.csvSha256()),
                encoded.sha256(),
                columnRanges());
    }

    /** Frees what is held; a frame that was not finished is abandoned. */
    @Override
    public void close() throws IOException {
        try (output) {
            encoder.close();
        }
    }

    private void follow(FrameContent content, String column) {
        var names = content.columns().stream().map(ArchivedColumn::name).toList();
        var field = names.indexOf(column);
        ColumnExtremes.of(field, content.columns().get(field).type()).ifPresent(range -> ranges.put(column, range));
    }

    private List<ColumnRange> columnRanges() {
        return ranges.entrySet().stream()
                .flatMap(range -> range.getValue().min().stream()
                        .map(min -> new ColumnRange(
                                range.getKey(), min, range.getValue().max().orElseThrow())))
                .toList();
    }
}
