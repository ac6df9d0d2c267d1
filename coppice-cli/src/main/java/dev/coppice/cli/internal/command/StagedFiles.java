package dev.coppice.cli.internal.command;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that come into a folder together. They are made in a hidden folder of it, which gets another name once they are whole, and
 * then they are moved. A command that is killed before that leaves what the next one removes; one that is killed later leaves
 * what the next one moves. One command at a time for a folder, and one thread.
 */
final class StagedFiles implements AutoCloseable {
    private final Path folder;
    private final Path parts;
    private final Path whole;

    private StagedFiles(Path folder) {
        this.folder = folder;
        this.parts = folder.resolve(".coppice-export.files");
        this.whole = folder.resolve(".coppice-export.whole");
    }

    /** Begins, once what an earlier command has left is out of the way. */
    static StagedFiles in(Path folder) throws IOException {
        var staged = new StagedFiles(folder);
        if (Files.isDirectory(staged.whole)) {
            staged.moved(files(staged.whole));
        }
        staged.close();
        Files.createDirectory(staged.parts, ownerOnly(folder));
        return staged;
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
        var kept = new ArrayList<Path>();
        for (var file : files) {
            var place = folder.resolve(file.getFileName());
            refuseReplacing(place);
            kept.add(Files.move(whole.resolve(file.getFileName()), place));
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

    private static List<Path> files(Path in) throws IOException {
        try (var files = Files.list(in)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        if (Files.isDirectory(parts)) {
            for (var file : files(parts)) {
                Files.delete(file);
            }
            Files.delete(parts);
        }
    }
}
