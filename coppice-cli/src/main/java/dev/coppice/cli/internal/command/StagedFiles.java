package dev.coppice.cli.internal.command;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Files that come into a folder together. They are made in a hidden folder of it, which gets another name once they are whole, and
 * then they are moved. A command that fails or is ended with Ctrl-C before that leaves nothing; what a killed one has left the next
 * one removes, or moves if it was whole. Files that are to go get another name first as well: of those two names the folder gets
 * one, so that none of them goes while they are moved. One command at a time for a folder, and one thread.
 */
final class StagedFiles implements AutoCloseable {
    private final Path folder;
    private final Path parts;
    private final Path whole;
    private final Path waste;
    private final Thread ending = new Thread(this::removeUnasked, "coppice-staged-1");

    private StagedFiles(Path folder) {
        this.folder = folder;
        this.parts = folder.resolve(".coppice-export.files");
        this.whole = folder.resolve(".coppice-export.whole");
        this.waste = folder.resolve(".coppice-export.waste");
    }

    /**
     * Begins, once what an earlier command has left is out of the way.
     *
     * @throws CoppiceException {@code archive.export-finished} where that was whole, and has its place now
     */
    static StagedFiles in(Path folder) throws IOException {
        var staged = new StagedFiles(folder);
        staged.finishEarlier();
        staged.remove();
        Files.createDirectory(staged.parts, ownerOnly(folder));
        Runtime.getRuntime().addShutdownHook(staged.ending);
        return staged;
    }

    // Of which archive they are is not known here, so they are no answer to what is asked now.
    private void finishEarlier() throws IOException {
        if (Files.isDirectory(whole)) {
            var kept = moved(files(whole));
            if (!kept.isEmpty()) {
                throw finished(folder, kept);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Where they are made. */
    Path parts() {
        return parts;
    }

    /** Gives them their place; they are whole. */
    List<Path> keep(List<Path> files) throws IOException {
        Files.move(parts, whole, StandardCopyOption.ATOMIC_MOVE);
        return moved(files);
    }

    private List<Path> moved(List<Path> files) throws IOException {
        for (var file : files) {
            refuseReplacing(folder.resolve(file.getFileName()));
        }
        var kept = new ArrayList<Path>();
        for (var file : files) {
            kept.add(Files.move(whole.resolve(file.getFileName()), folder.resolve(file.getFileName())));
        }
        Files.delete(whole);
        return kept;
    }

    /** No file that is there is replaced. */
    static void refuseReplacing(Path file) {
        if (Files.exists(file)) {
            throw exists(file);
        }
    }

    private static CoppiceException exists(Path file) {
        return Fault.of("archive.export-exists", Fault.Kind.CONFLICT)
                .refused("The archive was not exported.")
                .found("There is a file " + file + " already.")
                .changed("Nothing was written.")
                .next("Name another folder, or remove the file.")
                .exception();
    }

    private static CoppiceException finished(Path folder, List<Path> kept) {
        var names = kept.stream()
                .map(file -> file.getFileName().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        return Fault.of("archive.export-finished", Fault.Kind.CONFLICT)
                .refused("The archive was not exported.")
                .found("An earlier export into " + folder
                        + " was ended while its files, which were whole, got their places.")
                .changed("The rest of them has its place now: " + names + ".")
                .next("If that was this archive, all of it is there; if not, ask again.")
                .exception();
    }

    private static List<Path> files(Path in) throws IOException {
        try (var files = Files.list(in)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            remove();
        } finally {
            forget();
        }
    }

    private void remove() throws IOException {
        clear(waste);
        if (Files.isDirectory(parts)) {
            Files.move(parts, waste, StandardCopyOption.ATOMIC_MOVE);
            clear(waste);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (var file : files(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }

    // The command is at it still: either removes them, and who comes second finds nothing.
    private void removeUnasked() {
        try {
            remove();
        } catch (NoSuchFileException removed) {
            // By the command, just now.
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot remove " + parts, broken);
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException ends) {
            // It has been asked to do the same.
        }
    }
}
