package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.lifecycle.BackupCheck;
import dev.coppice.lifecycle.Backups;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.document.BackupCheckDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Whether a backup is good. */
final class BackupChecking {
    private BackupChecking() {}

    /** What both have in common: a problem is a failure. */
    abstract static class Checking extends LifecycleCommand {
        @Parameters(paramLabel = "BACKUP", description = "Its number.")
        long id;

        @Mixin
        ActedHere act = new ActedHere();

        @Override
        final int run(Target target, Lifecycle lifecycle) {
            var check = check(lifecycle.backups(), given(act::act));
            return told(BackupCheckDocument.of(id, check));
        }

        @Override
        final int ask(Remote server) {
            var call = Call.post("backups", id, word()).with("reason", given(act::reason));
            return told(server.ask(call, BackupCheckDocument.class));
        }

        abstract BackupCheck check(Backups backups, Act by);

        /** The last word of its address. */
        private String word() {
            return getClass().getAnnotation(Command.class).name();
        }

        private int told(BackupCheckDocument check) {
            terminal().answer(check, text(check));
            return check.ok() ? ExitCode.DONE : ExitCode.FAILED;
        }

        private String text(BackupCheckDocument check) {
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
