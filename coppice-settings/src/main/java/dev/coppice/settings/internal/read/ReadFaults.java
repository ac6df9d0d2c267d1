package dev.coppice.settings.internal.read;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.Settings;

/** What is said of reads that cannot be. */
final class ReadFaults {
    private ReadFaults() {}

    static CoppiceException noNames() {
        return Fault.of("settings.no-names", Kind.USAGE)
                .refused("The read was refused.")
                .found("It names no setting.")
                .changed("Nothing was changed.")
                .next("Name 1 to " + Settings.MAX_NAMES + " settings.")
                .exception();
    }

    static CoppiceException tooManyNames(int names) {
        return Fault.of("settings.too-many-names", Kind.USAGE)
                .refused("The read was refused.")
                .found("It names " + names + " settings, the limit is " + Settings.MAX_NAMES + ".")
                .changed("Nothing was changed.")
                .next("Divide it into several reads.")
                .exception();
    }
}
