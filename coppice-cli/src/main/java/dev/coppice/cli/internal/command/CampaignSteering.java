package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.CampaignDocument;
import dev.coppice.control.Act;
import dev.coppice.control.Durations;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Tuning;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Changing a campaign from outside, whichever process executes it. */
final class CampaignSteering {
    private CampaignSteering() {}

    /** A change by somebody, for a reason. */
    abstract static class Steering extends DatabaseCommand {
        @Parameters(paramLabel = "CAMPAIGN", description = "Its number.")
        long id;

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        protected final int run(Target target) {
            var by = given(act::act);
            check();
            var campaign = change(CampaignCommand.in(target, root()), by);
            terminal().answer(CampaignDocument.of(campaign), told(campaign));
            return ExitCode.DONE;
        }

        void check() {}

        abstract Campaign change(Campaigns campaigns, Act by);

        String told(Campaign campaign) {
            return "Campaign " + campaign.id() + " \"" + campaign.policy() + "\" is " + campaign.state() + ": "
                    + campaign.state().sentence() + ".";
        }
    }

    @Command(name = "pause", description = "Pause a campaign when its chunk has ended.")
    static final class Pause extends Steering {
        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.pause(id, by);
        }
    }

    @Command(
            name = "resume",
            description = "Take back a pause; where the process has left, the next execution goes on.")
    static final class Resume extends Steering {
        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.resume(id, by);
        }

        @Override
        String told(Campaign campaign) {
            return super.told(campaign)
                    + (campaign.state().working()
                            ? ""
                            : "\nTo go on:  " + root().again("prune", campaign.policy(), "--execute"));
        }
    }

    @Command(
            name = "abort",
            description = "End a campaign when its chunk has ended; what it has removed stays removed.")
    static final class Abort extends Steering {
        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.abort(id, by);
        }
    }

    @Command(
            name = "retune",
            description =
                    "Change the aim and the limits of a campaign; its next chunk follows them. A limit \"none\" ends one.")
    static final class Retune extends Steering {
        @Option(
                names = "--chunk-time",
                paramLabel = "TIME",
                converter = Time.class,
                description = "How long one chunk aims to take, as in 250ms.")
        @Nullable
        Duration chunkTime;

        @Option(
                names = "--rows",
                paramLabel = "N",
                converter = Count.class,
                description = "How many rows of all tables may go, or none for no limit.")
        @Nullable
        Limit<Long> rows;

        @Option(
                names = "--roots",
                paramLabel = "N",
                converter = Count.class,
                description = "How many rows of its own table may go, or none for no limit.")
        @Nullable
        Limit<Long> roots;

        @Option(
                names = "--runtime",
                paramLabel = "TIME",
                converter = TimeLimit.class,
                description = "For how long it may run, as in 2h, or none for no limit.")
        @Nullable
        Limit<Duration> runtime;

        @Override
        void check() {
            if (chunkTime == null && rows == null && roots == null && runtime == null) {
                throw new ParameterException(
                        Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                        "give at least one of --chunk-time, --rows, --roots and --runtime");
            }
        }

        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.retune(id, this::tuned, by);
        }

        private Tuning tuned(Tuning tuning) {
            return given(() -> {
                var tuned = chunkTime == null ? tuning : tuning.chunkTime(chunkTime);
                tuned = rows == null ? tuned : tuned.rows(rows.value());
                tuned = roots == null ? tuned : tuned.roots(roots.value());
                return runtime == null ? tuned : tuned.runtime(runtime.value());
            });
        }

        @Override
        String told(Campaign campaign) {
            var tuning = campaign.tuning();
            return "Campaign " + campaign.id() + " is retuned: chunks of " + Durations.format(tuning.chunkTime())
                    + ", rows " + words(tuning.rows()) + ", roots " + words(tuning.roots()) + ", runtime "
                    + words(tuning.runtime().map(Durations::format)) + ".";
        }

        private static String words(Optional<?> limit) {
            return limit.map(Object::toString).orElse("without limit");
        }
    }

    /** A limit, or that there is none. */
    record Limit<T>(Optional<T> value) {
        static final String NONE = "none";
    }

    /** A time such as 250ms. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException("'" + text + "' is not " + malformed.getMessage());
            }
        }
    }

    /** A time, or none. */
    static final class TimeLimit implements ITypeConverter<Limit<Duration>> {
        @Override
        public Limit<Duration> convert(String text) {
            return new Limit<>(text.equals(Limit.NONE) ? Optional.empty() : Optional.of(new Time().convert(text)));
        }
    }

    /** A count, or none. */
    static final class Count implements ITypeConverter<Limit<Long>> {
        @Override
        public Limit<Long> convert(String text) {
            try {
                return new Limit<>(
                        text.equals(Limit.NONE)
                                ? Optional.empty()
                                : Optional.of(Long.parseLong(text.replace("_", ""))));
            } catch (NumberFormatException noNumber) {
                throw new TypeConversionException("'" + text + "' is not a number or none");
            }
        }
    }
}
