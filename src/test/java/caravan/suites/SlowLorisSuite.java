package caravan.suites;

import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** By itself: meters of an application that ran before it would stand in for its own. */
@Suite(failIfNoTests = false)
@SelectClasses(names = "caravan.fault.SlowLorisTest")
@IncludeEngines("junit-jupiter")
class SlowLorisSuite {}
