package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Look;
import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demonstration: scenes one after another, each told in two lines and a line more for each claim that does not hold.
 *
 * @param scenes the scenes
 * @param look how the lines may look
 * @param told hears the lines
 * @param stopped whether the process was told to end, so that what breaks off now says nothing
 */
record Play(List<Scene> scenes, Look look, Consumer<String> told, BooleanSupplier stopped) {
    /** All there is to see, in its order. */
    static final List<Scene> ALL = List.of(
            new Doctor(),
            new Planning(),
            new Pruning(),
            new KilledCampaign(),
            new Verifying(),
            new Querying(),
            new Restoring(),
            new Deprovisioning(),
            new Certifying(),
            new MergingSettings());

    private static final Logger LOG = LoggerFactory.getLogger(Play.class);
    private static final String INDENT = "       ";

    Play {
        scenes = List.copyOf(scenes);
    }

    /** Plays them; answers what was checked. One that cannot be played to its end is a claim that does not hold, and the last. */
    List<Check> on(Stage stage) throws InterruptedException {
        var checks = new ArrayList<Check>();
        for (var scene : scenes) {
            told.accept(
                    "%2d/%d  %s: %s".formatted(scenes.indexOf(scene) + 1, scenes.size(), scene.name(), scene.claim()));
            try {
                var played = scene.play(stage);
                told.accept(INDENT + played.found());
                played.checks().stream().filter(check -> !check.held()).forEach(this::deny);
                checks.addAll(played.checks());
            } catch (RuntimeException | SQLException | IOException broken) {
                if (stopped.getAsBoolean()) {
                    return checks;
                }
                var cut = new Check(scene.name() + ".is-played-to-its-end", false, reason(broken));
                deny(cut);
                checks.add(cut);
                return checks;
            }
        }
        return checks;
    }

    private void deny(Check check) {
        told.accept(INDENT + look.red("NOT HELD") + " " + check.name() + ": " + check.detail());
    }

    private static String reason(Exception broken) {
        if (broken instanceof CoppiceException told) {
            return told.fault().message();
        }
        LOG.error("a scene of the demonstration broke off", broken);
        return broken.getClass().getSimpleName() + "; its details are in the log.";
    }
}
