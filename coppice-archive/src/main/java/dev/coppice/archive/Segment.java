package dev.coppice.archive;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One worker's frames of one content, in the order they were committed. A value for any thread.
 *
 * @param name its name, unique in its archive
 * @param content what its rows are
 * @param frames its committed frames, numbered from 1 without a gap
 */
public record Segment(String name, FrameContent content, List<Frame> frames) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");
    private static final int TABLE_LENGTH = 80;

    /** Refuses a name that is none, and copies the frames. */
    public Segment {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name must be up to 120 of A-Z a-z 0-9 . _ -, was: " + name);
        }
        frames = List.copyOf(frames);
    }

    /** A segment without frames; {@code ordinal} makes its name unique, the table makes it readable. */
    public static Segment numbered(int ordinal, FrameContent content) {
        var table = content.table().qualifiedName().replaceAll("[^A-Za-z0-9._-]", "_");
        var name = "%04d-%s%s"
                .formatted(
                        ordinal,
                        table.substring(0, Math.min(table.length(), TABLE_LENGTH)),
                        content.kind() == FrameContent.Kind.EDITS ? "-edits" : "");
        return new Segment(name, content, List.of());
    }

    /** The same segment with the frames the ledger says are committed. */
    public Segment holding(List<Frame> committed) {
        return new Segment(name, content, committed);
    }

    /** The same segment with one more frame. */
    public Segment with(Frame frame) {
        return holding(Stream.concat(frames.stream(), Stream.of(frame)).toList());
    }

    /** Its last frame. */
    public Optional<Frame> last() {
        return frames.isEmpty() ? Optional.empty() : Optional.of(frames.getLast());
    }

    /** How many rows its frames hold. */
    public long rows() {
        return frames.stream().mapToLong(Frame::rows).sum();
    }
}
