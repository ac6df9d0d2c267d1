package dev.coppice.prune;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Executes the shop's policy with its archive on a disk of one page, and again whenever the disk is full, which grows by a
 * page each time. Runs in a namespace in which that disk is mounted.
 */
public final class GrowingDisk {
    private GrowingDisk() {}

    /** Says what each execution came to; the arguments are address, user, password, disk, and where the archive goes at last. */
    public static void main(String[] args) throws Exception {
        for (var pages = 1; ; pages++) {
            run("mount", "-o", "remount,size=" + pages * 4 + "k", args[3]);
            var ended = CampaignProcess.executed(args, new String[] {args[3], "nowhere", "0"});
            System.out.println(ended);
            if (ended.startsWith("ended SUCCEEDED")) {
                // The manifest may have found no room: the next execution writes it.
                run("mount", "-o", "remount,size=" + (pages + 9) * 4 + "k", args[3]);
                CampaignProcess.executed(args, new String[] {args[3], "nowhere", "0"});
                run("cp", "-a", Path.of(args[3]) + "/.", args[4]);
                return;
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command));
        }
    }
}
