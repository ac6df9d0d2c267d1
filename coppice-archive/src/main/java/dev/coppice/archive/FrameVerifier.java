package dev.coppice.archive;

import dev.coppice.archive.Verification.Problem;
import dev.coppice.archive.spi.Extent;
import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** One verification: every frame read, and the manifest compared with itself. */
final class FrameVerifier {
    private final ArchiveReader reader;
    private final Archive archive;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> remarks = new ArrayList<>();
    private final Map<String, Long> rows = new TreeMap<>();
    private long frames;

    FrameVerifier(ArchiveReader reader, Archive archive) {
        this.reader = reader;
        this.archive = archive;
    }

    Verification run() {
        for (var segment : reader.manifest().segments()) {
            inOrder(segment);
            for (var frame : segment.frames()) {
                read(segment, frame);
            }
            behindTheLast(segment);
        }
        return new Verification(frames, rows, problems, remarks);
    }

    private void read(Segment segment, Frame frame) {
        try (var records = reader.rows(segment, frame)) {
            while (records.hasNext()) {
                records.skip();
            }
            frames++;
            if (segment.content().kind() == FrameContent.Kind.ROWS) {
                rows.merge(segment.content().table().qualifiedName(), frame.rows(), Long::sum);
            }
        } catch (CoppiceException failure) {
            problems.add(new Problem(
                    failure.code(),
                    segment.name(),
                    OptionalInt.of(frame.number()),
                    failure.fault().found()));
        }
    }

    // Digests tell whether a frame's bytes are its own; that none is missing or there twice, only its number can.
    private void inOrder(Segment segment) {
        var expected = 1;
        Map<String, Extent> last = new LinkedHashMap<>();
        for (var frame : segment.frames()) {
            if (frame.number() != expected++) {
                problem(segment, frame, "It stands where frame " + (expected - 1) + " should.");
            }
            var before = last.put(frame.extent().object(), frame.extent());
            if (before != null && frame.extent().offset() != before.end()) {
                problem(segment, frame, "It does not begin where the frame before it ends.");
            }
        }
    }

    private void problem(Segment segment, Frame frame, String message) {
        problems.add(
                new Problem("archive.frames-out-of-order", segment.name(), OptionalInt.of(frame.number()), message));
    }

    private void behindTheLast(Segment segment) {
        segment.last().map(Frame::extent).ifPresent(last -> {
            var extra = lengthOf(last.object()) - last.end();
            if (extra > 0) {
                remarks.add(new Problem(
                        "archive.uncommitted-bytes",
                        segment.name(),
                        OptionalInt.empty(),
                        extra + " bytes behind the last committed frame belong to no frame and are ignored."));
            }
        });
    }

    private long lengthOf(String object) {
        try {
            return archive.store().length(object).orElse(0L);
        } catch (IOException unreadable) {
            return 0; // reading its frames has said so already
        }
    }
}
