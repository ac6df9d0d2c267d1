package dev.coppice.examples.booking;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.ops.CoppiceException;
import dev.coppice.spring.Pruning;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What goes now, over HTTP. An application with users asks who is calling first, and says so instead of "front desk". */
@RestController
class RetentionController {
    private final Pruning pruning;
    private final Lifecycle lifecycle;

    RetentionController(Pruning pruning, Lifecycle lifecycle) {
        this.pruning = pruning;
        this.lifecycle = lifecycle;
    }

    /** What a policy would remove. */
    record Planned(String policy, long roots, boolean exact) {}

    /** What a policy has removed. */
    record Pruned(long campaign, String state, long roots) {}

    /** A teardown that has begun. */
    record Begun(long operation, String state) {}

    @GetMapping("/policies/{policy}/plan")
    Planned plan(@PathVariable String policy) {
        var roots = pruning.plan(policy).roots();
        return new Planned(policy, roots.count(), roots.exact());
    }

    @PostMapping("/policies/{policy}/prune")
    Pruned prune(@PathVariable String policy, @RequestBody String reason) {
        var campaign = pruning.prune(policy, by(reason)).campaign();
        return new Pruned(
                campaign.id(), campaign.state().name(), campaign.counts().roots());
    }

    /** The jobs of the application carry it on. */
    @PostMapping("/rooms/{room}/removal")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Begun remove(@PathVariable String room, @RequestBody String reason) {
        var begun = lifecycle.teardowns().begin(TeardownRequest.of(new ResourceId("room", room), by(reason)));
        return new Begun(begun.id(), begun.state().stored());
    }

    /** Messages of Coppice carry no stored value and no SQL. */
    @ExceptionHandler
    ProblemDetail refused(CoppiceException refused) {
        var problem = ProblemDetail.forStatusAndDetail(status(refused), refused.getMessage());
        problem.setProperty("code", refused.code());
        return problem;
    }

    private static Act by(String reason) {
        return Act.of("front desk", reason);
    }

    private static HttpStatus status(CoppiceException refused) {
        return switch (refused.fault().kind()) {
            case USAGE -> HttpStatus.BAD_REQUEST;
            case REFUSED -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case FAILED -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
