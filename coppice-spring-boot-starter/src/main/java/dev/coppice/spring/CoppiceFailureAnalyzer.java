package dev.coppice.spring;

import dev.coppice.ops.CoppiceException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why an application did not start that Coppice refused, and what to do, without a stack trace. */
final class CoppiceFailureAnalyzer extends AbstractFailureAnalyzer<CoppiceException> {
    @Override
    protected FailureAnalysis analyze(Throwable whole, CoppiceException cause) {
        var fault = cause.fault();
        return new FailureAnalysis(
                fault.refused() + " " + fault.found() + "\n(" + fault.code() + ")", fault.next(), cause);
    }
}
