package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.CommandLines;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.control.Act;
import dev.coppice.control.Durations;
import dev.coppice.ops.Fault;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Tuning;
import dev.coppice.server.document.CampaignDocument;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final String SERVERS = "The servers carry it on.";

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
            return answer(CampaignDocument.of(change(CampaignCommand.in(target, root()), by)));
        }

        @Override
        protected final int run(Remote server) {
            var by = given(act::act);
            check();
            var word = getClass().getAnnotation(Command.class).name();
            var call = asked(Call.post("campaigns", id, word)).with("reason", by.reason());
            return answer(server.ask(call, CampaignDocument.class));
        }

        /** The call with what there is to say beside the reason. */
        Call asked(Call call) {
            return call;
        }

        private int answer(CampaignDocument campaign) {
            terminal().answer(campaign, told(campaign));
            return ExitCode.DONE;
        }

        void check() {}

        abstract Campaign change(Campaigns campaigns, Act by);

        String told(CampaignDocument campaign) {
            return "Campaign " + campaign.campaign() + " \"" + campaign.policy() + "\" is " + campaign.state() + ": "
                    + CampaignState.valueOf(campaign.state()).sentence() + ".";
        }
    }

    @Command(name = "pause", description = "Pause a campaign after the chunk under way.")
    static final class Pause extends Steering {
        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.pause(id, by);
        }
    }

    @Command(
            name = "resume",
            description =
                    "Take back a pause; where the process has left, the next execution goes on, or with --server the servers.")
    static final class Resume extends Steering {
        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.resume(id, by);
        }

        @Override
        String told(CampaignDocument campaign) {
            return super.told(campaign)
                    + (CampaignState.valueOf(campaign.state()).working() ? "" : "\n" + next(campaign));
        }

        private String next(CampaignDocument campaign) {
            return root().asksServer()
                    ? SERVERS
                    : "To go on:  " + new Endings(terminal(), root().look(), false, root()::again).goneOn(campaign);
        }
    }

    @Command(
            name = "carry-on",
            description = "Have the servers carry a campaign on, whoever began it; needs --server. Takes back a pause.")
    static final class CarryOn extends Steering {
        @Override
        Campaign change(Campaigns campaigns, Act by) {
            throw Fault.of("campaign.no-server", Fault.Kind.USAGE)
                    .refused("Campaign " + id + " was not handed to the servers.")
                    .found("No server is named, and a database alone has none.")
                    .changed("Nothing was changed.")
                    .next("Name one with --server, or execute the policy here: it goes on with its campaign.")
                    .exception();
        }

        @Override
        String told(CampaignDocument campaign) {
            return super.told(campaign) + "\n" + SERVERS;
        }
    }

    @Command(
            name = "abort",
            description = "End a campaign after the chunk under way; what it has removed stays removed.")
    static final class Abort extends Steering {
        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.abort(id, by);
        }
    }

    @Command(
            name = "retune",
            description =
                    "Change the aim, the limits and the brakes of a campaign; its next chunk follows them. A limit \"none\" ends "
                            + "one, a brake \"off\" takes it off.")
    static final class Retune extends Steering {
        private static final String NO_LIMIT = "without limit";

        @Option(
                names = "--chunk-time",
                paramLabel = "TIME",
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

        @Option(
                names = "--brake",
                paramLabel = "NAME=VALUE",
                description = "What a brake is set to, as in replica-lag=30s, or off; may be given several times.")
        Map<String, String> brakes = Map.of();

        @Override
        void check() {
            if (brakes.isEmpty() && chunkTime == null && rows == null && roots == null && runtime == null) {
                throw new ParameterException(
                        Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                        "give at least one of --chunk-time, --rows, --roots, --runtime and --brake");
            }
            given(this::set);
        }

        @Override
        Campaign change(Campaigns campaigns, Act by) {
            return campaigns.retune(id, this::tuned, by);
        }

        @Override
        Call asked(Call call) {
            var lifted = Stream.of(lifted("rows", rows), lifted("roots", roots), lifted("runtime", runtime))
                    .flatMap(Optional::stream)
                    .toList();
            return call.with("chunkTime", chunkTime == null ? null : Durations.format(chunkTime))
                    .with("rows", value(rows))
                    .with("roots", value(roots))
                    .with(
                            "runtime",
                            runtime == null
                                    ? null
                                    : runtime.value().map(Durations::format).orElse(null))
                    .with("without", lifted.isEmpty() ? null : lifted)
                    .with("brakes", brakes.isEmpty() ? null : brakes);
        }

        private Map<BrakeName, String> set() {
            var set = new EnumMap<BrakeName, String>(BrakeName.class);
            brakes.forEach((word, value) -> {
                var name = BrakeName.of(word);
                name.require(value);
                set.put(name, value);
            });
            return set;
        }

        private static Optional<String> lifted(String name, @Nullable Limit<?> limit) {
            return limit != null && limit.value().isEmpty() ? Optional.of(name) : Optional.empty();
        }

        private static @Nullable Long value(@Nullable Limit<Long> limit) {
            return limit == null ? null : limit.value().orElse(null);
        }

        private Tuning tuned(Tuning tuning) {
            return given(() -> {
                var tuned = chunkTime == null ? tuning : tuning.chunkTime(chunkTime);
                tuned = rows == null ? tuned : tuned.rows(rows.value());
                tuned = roots == null ? tuned : tuned.roots(roots.value());
                tuned = runtime == null ? tuned : tuned.runtime(runtime.value());
                return tuned.brakes(set());
            });
        }

        @Override
        String told(CampaignDocument campaign) {
            var tuning = campaign.tuning();
            return "Campaign " + campaign.campaign() + " is retuned: chunks of " + time(tuning.chunkTimeMs())
                    + ", rows "
                    + words(tuning.rows()) + ", roots " + words(tuning.roots()) + ", runtime "
                    + (tuning.runtimeMs() == null ? NO_LIMIT : time(tuning.runtimeMs()))
                    + tuning.brakes().entrySet().stream()
                            .map(brake -> ", brake " + brake.getKey() + " " + brake.getValue())
                            .collect(Collectors.joining())
                    + ".";
        }

        private static String time(long millis) {
            return Durations.format(Duration.ofMillis(millis));
        }

        private static String words(@Nullable Long limit) {
            return limit == null ? NO_LIMIT : limit.toString();
        }
    }

    /** A limit, or that there is none. */
    record Limit<T>(Optional<T> value) {
        static final String NONE = "none";
    }

    /** A time, or none. */
    static final class TimeLimit implements ITypeConverter<Limit<Duration>> {
        @Override
        public Limit<Duration> convert(String text) {
            return new Limit<>(text.equals(Limit.NONE) ? Optional.empty() : Optional.of(CommandLines.duration(text)));
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
