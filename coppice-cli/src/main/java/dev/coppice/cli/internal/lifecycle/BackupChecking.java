package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.lifecycle.BackupCheck;
import dev.coppice.lifecycle.Backups;
import dev.coppice.lifecycle.Lifecycle;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Whether a backup is good. */
final class BackupChecking {
    private BackupChecking() {}

    /** What a check found, as scripts see it. */
    record CheckDocument(boolean ok, long backup, long rows, long objects, List<String> problems) {}

    /** What both have in common: a problem is a failure. */
    abstract static class Checking extends LifecycleCommand {
        @Parameters(paramLabel = "BACKUP", description = "Its number.")
        long id;

        @Mixin
        ActedHere act = new ActedHere();

        @Override
        final int run(Target target, Lifecycle lifecycle) {
            var check = check(lifecycle.backups(), given(act::act));
            terminal()
                    .answer(
                            new CheckDocument(check.ok(), id, check.rows(), check.objects(), check.problems()),
                            text(check));
            return check.ok() ? ExitCode.DONE : ExitCode.FAILED;
        }

        abstract BackupCheck check(Backups backups, Act by);

        private String text(BackupCheck check) {
            var read = Figures.count(check.rows(), "row", "rows") + " and "
                    + Figures.count(check.objects(), "object", "objects") + " of backup " + id + " were read";
            return check.ok()
                    ? read + ", and all is as it was saved."
                    : read + ". What is wrong:\n  " + String.join("\n  ", check.problems());
        }
    }

    @Command(name = "verify", description = "Read every byte of a backup and compare it with its manifest.")
    static final class Verify extends Checking {
        @Override
        BackupCheck check(Backups backups, Act by) {
            return backups.verify(id, by);
        }
    }

    @Command(name = "drill", description = "Restore a backup into a scratch place, compare, and remove that again.")
    static final class Drill extends Checking {
        @Override
        BackupCheck check(Backups backups, Act by) {
            return backups.drill(id, by);
        }
    }
}
