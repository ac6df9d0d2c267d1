package dev.coppice.archive.internal.folder;

import dev.coppice.archive.spi.StoreException;
import java.nio.file.Path;
import java.util.Optional;

/** Fills a disk of one MiB: run by the test below in a namespace where such a disk is mounted. */
final class FullDisk {
    private static final int MANY = 64;
    private static final byte[] PIECE = new byte[64 * 1024];

    private FullDisk() {}

    public static void main(String[] arguments) throws Exception {
        try (var store = new FolderStore(Path.of(arguments[0]));
                var segment = store.append("a/segment", ".csv.zst", Optional.empty())) {
            var frame = segment.frame(1);
            frame.write(PIECE, 0, PIECE.length);
            var first = frame.finish();
            segment.committed();
            try (var tooLong = segment.frame(2)) {
                for (var i = 0; i < MANY; i++) {
                    tooLong.write(PIECE, 0, PIECE.length);
                }
                System.out.println(tooLong.finish());
            } catch (StoreException failure) {
                System.out.println(failure.reason());
            }
            System.out.println(store.length(first.object()).orElseThrow() - first.end());
            try (var again = segment.frame(2)) {
                again.write(PIECE, 0, PIECE.length);
                System.out.println(again.finish().offset());
            }
        }
    }
}
