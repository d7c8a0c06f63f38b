# Derived by "kb derive fields" from coremltools 9.0; do not edit.
"""Core ML's messages: field numbers, names, kinds. Names stand without `CoreML.Specification.`."""

from typing import Final

# A line a field: number, name, kind (`*` before it: repeated), message or enumeration, oneof; `-` for none.
# Text, not tuples: a message's lines are parsed when the message is first met, so that importing costs nothing.
MESSAGES: Final = {
    "AcosLayerParams": "",
    "AcoshLayerParams": "",
    "ActivationELU": """
1 alpha float - -
""",
    "ActivationLeakyReLU": """
1 alpha float - -
""",
    "ActivationLinear": """
1 alpha float - -
2 beta float - -
""",
    "ActivationPReLU": """
1 alpha message WeightParams -
""",
    "ActivationParametricSoftplus": """
1 alpha message WeightParams -
2 beta message WeightParams -
""",
    "ActivationParams": """
5 linear message ActivationLinear NonlinearityType
10 ReLU message ActivationReLU NonlinearityType
15 leakyReLU message ActivationLeakyReLU NonlinearityType
20 thresholdedReLU message ActivationThresholdedReLU NonlinearityType
25 PReLU message ActivationPReLU NonlinearityType
30 tanh message ActivationTanh NonlinearityType
31 scaledTanh message ActivationScaledTanh NonlinearityType
40 sigmoid message ActivationSigmoid NonlinearityType
41 sigmoidHard message ActivationSigmoidHard NonlinearityType
50 ELU message ActivationELU NonlinearityType
60 softsign message ActivationSoftsign NonlinearityType
70 softplus message ActivationSoftplus NonlinearityType
71 parametricSoftplus message ActivationParametricSoftplus NonlinearityType
""",
    "ActivationReLU": "",
    "ActivationScaledTanh": """
1 alpha float - -
2 beta float - -
""",
    "ActivationSigmoid": "",
    "ActivationSigmoidHard": """
1 alpha float - -
2 beta float - -
""",
    "ActivationSoftplus": "",
    "ActivationSoftsign": "",
    "ActivationTanh": "",
    "ActivationThresholdedReLU": """
1 alpha float - -
""",
    "AdamOptimizer": """
1 learningRate message DoubleParameter -
2 miniBatchSize message Int64Parameter -
3 beta1 message DoubleParameter -
4 beta2 message DoubleParameter -
5 eps message DoubleParameter -
""",
    "AddBroadcastableLayerParams": "",
    "AddLayerParams": """
1 alpha float - -
""",
    "ArgMaxLayerParams": """
1 axis int64 - -
2 removeDim bool - -
""",
    "ArgMinLayerParams": """
1 axis int64 - -
2 removeDim bool - -
""",
    "ArgSortLayerParams": """
1 axis int64 - -
2 descending bool - -
""",
    "ArrayFeatureExtractor": """
1 extractIndex *uint64 - -
""",
    "ArrayFeatureType": """
1 shape *int64 - -
2 dataType enum ArrayFeatureType.ArrayDataType -
21 enumeratedShapes message ArrayFeatureType.EnumeratedShapes ShapeFlexibility
31 shapeRange message ArrayFeatureType.ShapeRange ShapeFlexibility
41 intDefaultValue int32 - defaultOptionalValue
51 floatDefaultValue float - defaultOptionalValue
61 doubleDefaultValue double - defaultOptionalValue
""",
    "ArrayFeatureType.EnumeratedShapes": """
1 shapes *message ArrayFeatureType.Shape -
""",
    "ArrayFeatureType.Shape": """
1 shape *int64 - -
""",
    "ArrayFeatureType.ShapeRange": """
1 sizeRanges *message SizeRange -
""",
    "AsinLayerParams": "",
    "AsinhLayerParams": "",
    "AtanLayerParams": "",
    "AtanhLayerParams": "",
    "AverageLayerParams": "",
    "BatchedMatMulLayerParams": """
1 transposeA bool - -
2 transposeB bool - -
5 weightMatrixFirstDimension uint64 - -
6 weightMatrixSecondDimension uint64 - -
7 hasBias bool - -
8 weights message WeightParams -
9 bias message WeightParams -
10 int8DynamicQuantize bool - -
""",
    "BatchnormLayerParams": """
1 channels uint64 - -
5 computeMeanVar bool - -
6 instanceNormalization bool - -
10 epsilon float - -
15 gamma message WeightParams -
16 beta message WeightParams -
17 mean message WeightParams -
18 variance message WeightParams -
""",
    "BayesianProbitRegressor": """
1 numberOfFeatures uint32 - -
2 bias message BayesianProbitRegressor.Gaussian -
3 features *message BayesianProbitRegressor.FeatureWeight -
10 regressionInputFeatureName string - -
11 optimismInputFeatureName string - -
12 samplingScaleInputFeatureName string - -
13 samplingTruncationInputFeatureName string - -
20 meanOutputFeatureName string - -
21 varianceOutputFeatureName string - -
22 pessimisticProbabilityOutputFeatureName string - -
23 sampledProbabilityOutputFeatureName string - -
""",
    "BayesianProbitRegressor.FeatureValueWeight": """
1 featureValue uint32 - -
2 featureWeight message BayesianProbitRegressor.Gaussian -
""",
    "BayesianProbitRegressor.FeatureWeight": """
1 featureId uint32 - -
2 weights *message BayesianProbitRegressor.FeatureValueWeight -
""",
    "BayesianProbitRegressor.Gaussian": """
1 mean double - -
2 precision double - -
""",
    "BiDirectionalLSTMLayerParams": """
1 inputVectorSize uint64 - -
2 outputVectorSize uint64 - -
10 activationsForwardLSTM *message ActivationParams -
11 activationsBackwardLSTM *message ActivationParams -
15 params message LSTMParams -
20 weightParams *message LSTMWeightParams -
""",
    "BiasLayerParams": """
1 shape *uint64 - -
2 bias message WeightParams -
""",
    "BoolParameter": """
1 defaultValue bool - -
""",
    "BorderAmounts": """
10 borderAmounts *message BorderAmounts.EdgeSizes -
""",
    "BorderAmounts.EdgeSizes": """
1 startEdgeSize uint64 - -
2 endEdgeSize uint64 - -
""",
    "BoxCoordinatesMode": """
1 boxMode enum BoxCoordinatesMode.Coordinates -
""",
    "BranchLayerParams": """
1 ifBranch message NeuralNetwork -
2 elseBranch message NeuralNetwork -
""",
    "BroadcastToDynamicLayerParams": "",
    "BroadcastToLikeLayerParams": "",
    "BroadcastToStaticLayerParams": """
1 targetShape *uint64 - -
""",
    "CategoricalCrossEntropyLossLayer": """
1 input string - -
2 target string - -
""",
    "CategoricalDistributionLayerParams": """
1 seed int64 - -
2 numSamples int64 - -
3 isLogits bool - -
4 eps float - -
5 temperature float - -
""",
    "CategoricalMapping": """
1 stringToInt64Map message StringToInt64Map MappingType
2 int64ToStringMap message Int64ToStringMap MappingType
101 strValue string - ValueOnUnknown
102 int64Value int64 - ValueOnUnknown
""",
    "CeilLayerParams": "",
    "ClampedReLULayerParams": """
1 alpha float - -
2 beta float - -
""",
    "ClassConfidenceThresholding": """
100 precisionRecallCurves *message PrecisionRecallCurve -
""",
    "ClipLayerParams": """
1 minVal float - -
2 maxVal float - -
""",
    "Coefficients": """
1 alpha *double - -
""",
    "ConcatLayerParams": """
100 sequenceConcat bool - -
""",
    "ConcatNDLayerParams": """
1 axis int64 - -
2 interleave bool - -
""",
    "ConstantPaddingLayerParams": """
1 value float - -
2 padAmounts *uint64 - -
3 padToGivenOutputSizeMode bool - -
""",
    "Convolution3DLayerParams": """
1 outputChannels int32 - -
2 inputChannels int32 - -
10 nGroups int32 - -
20 kernelDepth int32 - -
21 kernelHeight int32 - -
22 kernelWidth int32 - -
31 strideDepth int32 - -
32 strideHeight int32 - -
33 strideWidth int32 - -
40 dilationDepth int32 - -
41 dilationHeight int32 - -
42 dilationWidth int32 - -
50 hasBias bool - -
60 weights message WeightParams -
61 bias message WeightParams -
70 paddingType enum Convolution3DLayerParams.PaddingType -
80 customPaddingFront int32 - -
81 customPaddingBack int32 - -
82 customPaddingTop int32 - -
83 customPaddingBottom int32 - -
84 customPaddingLeft int32 - -
85 customPaddingRight int32 - -
86 isDeconvolution bool - -
87 outputShape *uint64 - -
""",
    "ConvolutionLayerParams": """
1 outputChannels uint64 - -
2 kernelChannels uint64 - -
10 nGroups uint64 - -
20 kernelSize *uint64 - -
30 stride *uint64 - -
40 dilationFactor *uint64 - -
50 valid message ValidPadding ConvolutionPaddingType
51 same message SamePadding ConvolutionPaddingType
60 isDeconvolution bool - -
70 hasBias bool - -
90 weights message WeightParams -
91 bias message WeightParams -
100 outputShape *uint64 - -
""",
    "CopyLayerParams": "",
    "CoreMLModels.AudioFeaturePrint": """
20 sound message CoreMLModels.AudioFeaturePrint.Sound AudioFeaturePrintType
""",
    "CoreMLModels.AudioFeaturePrint.Sound": """
1 version enum CoreMLModels.AudioFeaturePrint.Sound.SoundVersion -
""",
    "CoreMLModels.Gazetteer": """
1 revision uint32 - -
10 language string - -
100 modelParameterData bytes - -
200 stringClassLabels message StringVector ClassLabels
""",
    "CoreMLModels.SoundAnalysisPreprocessing": """
20 vggish message CoreMLModels.SoundAnalysisPreprocessing.Vggish SoundAnalysisPreprocessingType
""",
    "CoreMLModels.SoundAnalysisPreprocessing.Vggish": "",
    "CoreMLModels.TextClassifier": """
1 revision uint32 - -
10 language string - -
100 modelParameterData bytes - -
200 stringClassLabels message StringVector ClassLabels
""",
    "CoreMLModels.VisionFeaturePrint": """
20 scene message CoreMLModels.VisionFeaturePrint.Scene VisionFeaturePrintType
21 objects message CoreMLModels.VisionFeaturePrint.Objects VisionFeaturePrintType
""",
    "CoreMLModels.VisionFeaturePrint.Objects": """
1 version enum CoreMLModels.VisionFeaturePrint.Objects.ObjectsVersion -
100 output *string - -
""",
    "CoreMLModels.VisionFeaturePrint.Scene": """
1 version enum CoreMLModels.VisionFeaturePrint.Scene.SceneVersion -
""",
    "CoreMLModels.WordEmbedding": """
1 revision uint32 - -
10 language string - -
100 modelParameterData bytes - -
""",
    "CoreMLModels.WordTagger": """
1 revision uint32 - -
10 language string - -
20 tokensOutputFeatureName string - -
21 tokenTagsOutputFeatureName string - -
22 tokenLocationsOutputFeatureName string - -
23 tokenLengthsOutputFeatureName string - -
100 modelParameterData bytes - -
200 stringTags message StringVector Tags
""",
    "CosLayerParams": "",
    "CoshLayerParams": "",
    "CropLayerParams": """
1 cropAmounts message BorderAmounts -
5 offset *uint64 - -
""",
    "CropResizeLayerParams": """
1 targetSize *uint64 - -
2 normalizedCoordinates bool - -
3 mode message SamplingMode -
4 boxIndicesMode message BoxCoordinatesMode -
5 spatialScale float - -
""",
    "CumSumLayerParams": """
1 axis int64 - -
2 excludeFinalSum bool - -
3 reverse bool - -
""",
    "CustomLayerParams": """
10 className string - -
20 weights *message WeightParams -
30 parameters *map CustomLayerParams.ParametersEntry -
40 description string - -
""",
    "CustomLayerParams.CustomLayerParamValue": """
10 doubleValue double - value
20 stringValue string - value
30 intValue int32 - value
40 longValue int64 - value
50 boolValue bool - value
""",
    "CustomLayerParams.ParametersEntry": """
1 key string - -
2 value message CustomLayerParams.CustomLayerParamValue -
""",
    "CustomModel": """
10 className string - -
30 parameters *map CustomModel.ParametersEntry -
40 description string - -
""",
    "CustomModel.CustomModelParamValue": """
10 doubleValue double - value
20 stringValue string - value
30 intValue int32 - value
40 longValue int64 - value
50 boolValue bool - value
60 bytesValue bytes - value
""",
    "CustomModel.ParametersEntry": """
1 key string - -
2 value message CustomModel.CustomModelParamValue -
""",
    "DenseSupportVectors": """
1 vectors *message DenseVector -
""",
    "DenseVector": """
1 values *double - -
""",
    "DictVectorizer": """
1 stringToIndex message StringVector Map
2 int64ToIndex message Int64Vector Map
""",
    "DictionaryFeatureType": """
1 int64KeyType message Int64FeatureType KeyType
2 stringKeyType message StringFeatureType KeyType
""",
    "DivideBroadcastableLayerParams": "",
    "DotProductLayerParams": """
1 cosineSimilarity bool - -
""",
    "DoubleFeatureType": "",
    "DoubleParameter": """
1 defaultValue double - -
10 range message DoubleRange AllowedValues
""",
    "DoubleRange": """
1 minValue double - -
2 maxValue double - -
""",
    "DoubleVector": """
1 vector *double - -
""",
    "EmbeddingLayerParams": """
1 inputDim uint64 - -
2 outputChannels uint64 - -
10 hasBias bool - -
20 weights message WeightParams -
21 bias message WeightParams -
""",
    "EmbeddingNDLayerParams": """
1 vocabSize uint64 - -
2 embeddingSize uint64 - -
3 hasBias bool - -
20 weights message WeightParams -
21 bias message WeightParams -
""",
    "EqualLayerParams": """
1 alpha float - -
""",
    "ErfLayerParams": "",
    "Exp2LayerParams": "",
    "ExpandDimsLayerParams": """
1 axes *int64 - -
""",
    "FeatureDescription": """
1 name string - -
2 shortDescription string - -
3 type message FeatureType -
""",
    "FeatureType": """
1 int64Type message Int64FeatureType Type
2 doubleType message DoubleFeatureType Type
3 stringType message StringFeatureType Type
4 imageType message ImageFeatureType Type
5 multiArrayType message ArrayFeatureType Type
6 dictionaryType message DictionaryFeatureType Type
7 sequenceType message SequenceFeatureType Type
8 stateType message StateFeatureType Type
1000 isOptional bool - -
""",
    "FeatureVectorizer": """
1 inputList *message FeatureVectorizer.InputColumn -
""",
    "FeatureVectorizer.InputColumn": """
1 inputColumn string - -
2 inputDimensions uint64 - -
""",
    "FillDynamicLayerParams": """
1 value float - -
""",
    "FillLikeLayerParams": """
1 value float - -
""",
    "FillStaticLayerParams": """
1 value float - -
2 targetShape *uint64 - -
""",
    "FlattenLayerParams": """
1 mode enum FlattenLayerParams.FlattenOrder -
""",
    "FlattenTo2DLayerParams": """
1 axis int64 - -
""",
    "FloatVector": """
1 vector *float - -
""",
    "FloorDivBroadcastableLayerParams": "",
    "FloorLayerParams": "",
    "FunctionDescription": """
1 name string - -
2 input *message FeatureDescription -
3 output *message FeatureDescription -
4 predictedFeatureName string - -
5 predictedProbabilitiesName string - -
6 state *message FeatureDescription -
""",
    "GLMClassifier": """
1 weights *message GLMClassifier.DoubleArray -
2 offset *double - -
3 postEvaluationTransform enum GLMClassifier.PostEvaluationTransform -
4 classEncoding enum GLMClassifier.ClassEncoding -
100 stringClassLabels message StringVector ClassLabels
101 int64ClassLabels message Int64Vector ClassLabels
""",
    "GLMClassifier.DoubleArray": """
1 value *double - -
""",
    "GLMRegressor": """
1 weights *message GLMRegressor.DoubleArray -
2 offset *double - -
3 postEvaluationTransform enum GLMRegressor.PostEvaluationTransform -
""",
    "GLMRegressor.DoubleArray": """
1 value *double - -
""",
    "GRULayerParams": """
1 inputVectorSize uint64 - -
2 outputVectorSize uint64 - -
10 activations *message ActivationParams -
15 sequenceOutput bool - -
20 hasBiasVectors bool - -
30 updateGateWeightMatrix message WeightParams -
31 resetGateWeightMatrix message WeightParams -
32 outputGateWeightMatrix message WeightParams -
50 updateGateRecursionMatrix message WeightParams -
51 resetGateRecursionMatrix message WeightParams -
52 outputGateRecursionMatrix message WeightParams -
70 updateGateBiasVector message WeightParams -
71 resetGateBiasVector message WeightParams -
72 outputGateBiasVector message WeightParams -
100 reverseInput bool - -
""",
    "GatherAlongAxisLayerParams": """
1 axis int64 - -
""",
    "GatherLayerParams": """
1 axis int64 - -
""",
    "GatherNDLayerParams": "",
    "GeluLayerParams": """
1 mode enum GeluLayerParams.GeluMode -
""",
    "GetShapeLayerParams": "",
    "GlobalPooling3DLayerParams": """
1 type enum GlobalPooling3DLayerParams.GlobalPoolingType3D -
""",
    "GreaterEqualLayerParams": """
2 alpha float - -
""",
    "GreaterThanLayerParams": """
2 alpha float - -
""",
    "Identity": "",
    "ImageFeatureType": """
1 width int64 - -
2 height int64 - -
3 colorSpace enum ImageFeatureType.ColorSpace -
21 enumeratedSizes message ImageFeatureType.EnumeratedImageSizes SizeFlexibility
31 imageSizeRange message ImageFeatureType.ImageSizeRange SizeFlexibility
""",
    "ImageFeatureType.EnumeratedImageSizes": """
1 sizes *message ImageFeatureType.ImageSize -
""",
    "ImageFeatureType.ImageSize": """
1 width uint64 - -
2 height uint64 - -
""",
    "ImageFeatureType.ImageSizeRange": """
1 widthRange message SizeRange -
2 heightRange message SizeRange -
""",
    "Imputer": """
1 imputedDoubleValue double - ImputedValue
2 imputedInt64Value int64 - ImputedValue
3 imputedStringValue string - ImputedValue
4 imputedDoubleArray message DoubleVector ImputedValue
5 imputedInt64Array message Int64Vector ImputedValue
6 imputedStringDictionary message StringToDoubleMap ImputedValue
7 imputedInt64Dictionary message Int64ToDoubleMap ImputedValue
11 replaceDoubleValue double - ReplaceValue
12 replaceInt64Value int64 - ReplaceValue
13 replaceStringValue string - ReplaceValue
""",
    "InnerProductLayerParams": """
1 inputChannels uint64 - -
2 outputChannels uint64 - -
10 hasBias bool - -
20 weights message WeightParams -
21 bias message WeightParams -
22 int8DynamicQuantize bool - -
""",
    "Int64FeatureType": "",
    "Int64Parameter": """
1 defaultValue int64 - -
10 range message Int64Range AllowedValues
11 set message Int64Set AllowedValues
""",
    "Int64Range": """
1 minValue int64 - -
2 maxValue int64 - -
""",
    "Int64Set": """
1 values *int64 - -
""",
    "Int64ToDoubleMap": """
1 map *map Int64ToDoubleMap.MapEntry -
""",
    "Int64ToDoubleMap.MapEntry": """
1 key int64 - -
2 value double - -
""",
    "Int64ToStringMap": """
1 map *map Int64ToStringMap.MapEntry -
""",
    "Int64ToStringMap.MapEntry": """
1 key int64 - -
2 value string - -
""",
    "Int64Vector": """
1 vector *int64 - -
""",
    "InverseDistanceWeighting": "",
    "ItemSimilarityRecommender": """
1 itemItemSimilarities *message ItemSimilarityRecommender.SimilarItems -
2 itemStringIds message StringVector -
3 itemInt64Ids message Int64Vector -
10 itemInputFeatureName string - -
11 numRecommendationsInputFeatureName string - -
12 itemRestrictionInputFeatureName string - -
13 itemExclusionInputFeatureName string - -
20 recommendedItemListOutputFeatureName string - -
21 recommendedItemScoreOutputFeatureName string - -
""",
    "ItemSimilarityRecommender.ConnectedItem": """
1 itemId uint64 - -
2 similarityScore double - -
""",
    "ItemSimilarityRecommender.SimilarItems": """
1 itemId uint64 - -
2 similarItemList *message ItemSimilarityRecommender.ConnectedItem -
3 itemScoreAdjustment double - -
""",
    "KNearestNeighborsClassifier": """
1 nearestNeighborsIndex message NearestNeighborsIndex -
3 numberOfNeighbors message Int64Parameter -
100 stringClassLabels message StringVector ClassLabels
101 int64ClassLabels message Int64Vector ClassLabels
110 defaultStringLabel string - DefaultClassLabel
111 defaultInt64Label int64 - DefaultClassLabel
200 uniformWeighting message UniformWeighting WeightingScheme
210 inverseDistanceWeighting message InverseDistanceWeighting WeightingScheme
""",
    "Kernel": """
1 linearKernel message LinearKernel kernel
2 rbfKernel message RBFKernel kernel
3 polyKernel message PolyKernel kernel
4 sigmoidKernel message SigmoidKernel kernel
""",
    "L2NormalizeLayerParams": """
1 epsilon float - -
""",
    "LRNLayerParams": """
1 alpha float - -
2 beta float - -
3 localSize uint64 - -
4 k float - -
""",
    "LSTMParams": """
10 sequenceOutput bool - -
20 hasBiasVectors bool - -
30 forgetBias bool - -
40 hasPeepholeVectors bool - -
50 coupledInputAndForgetGate bool - -
60 cellClipThreshold float - -
""",
    "LSTMWeightParams": """
1 inputGateWeightMatrix message WeightParams -
2 forgetGateWeightMatrix message WeightParams -
3 blockInputWeightMatrix message WeightParams -
4 outputGateWeightMatrix message WeightParams -
20 inputGateRecursionMatrix message WeightParams -
21 forgetGateRecursionMatrix message WeightParams -
22 blockInputRecursionMatrix message WeightParams -
23 outputGateRecursionMatrix message WeightParams -
40 inputGateBiasVector message WeightParams -
41 forgetGateBiasVector message WeightParams -
42 blockInputBiasVector message WeightParams -
43 outputGateBiasVector message WeightParams -
60 inputGatePeepholeVector message WeightParams -
61 forgetGatePeepholeVector message WeightParams -
62 outputGatePeepholeVector message WeightParams -
""",
    "LayerNormalizationLayerParams": """
1 normalizedShape *int64 - -
2 eps float - -
3 gamma message WeightParams -
4 beta message WeightParams -
""",
    "LessEqualLayerParams": """
2 alpha float - -
""",
    "LessThanLayerParams": """
2 alpha float - -
""",
    "LinearIndex": "",
    "LinearKernel": "",
    "LinearQuantizationParams": """
1 scale *float - -
2 bias *float - -
""",
    "LinkedModel": """
1 linkedModelFile message LinkedModelFile LinkType
""",
    "LinkedModelFile": """
1 linkedModelFileName message StringParameter -
2 linkedModelSearchPath message StringParameter -
""",
    "LoadConstantLayerParams": """
1 shape *uint64 - -
2 data message WeightParams -
""",
    "LoadConstantNDLayerParams": """
1 shape *uint64 - -
2 data message WeightParams -
""",
    "LogicalAndLayerParams": "",
    "LogicalNotLayerParams": "",
    "LogicalOrLayerParams": "",
    "LogicalXorLayerParams": "",
    "LookUpTableQuantizationParams": """
1 floatValue *float - -
""",
    "LoopBreakLayerParams": "",
    "LoopContinueLayerParams": "",
    "LoopLayerParams": """
1 maxLoopIterations uint64 - -
2 conditionVar string - -
3 conditionNetwork message NeuralNetwork -
4 bodyNetwork message NeuralNetwork -
""",
    "LossLayer": """
1 name string - -
10 categoricalCrossEntropyLossLayer message CategoricalCrossEntropyLossLayer LossLayerType
11 meanSquaredErrorLossLayer message MeanSquaredErrorLossLayer LossLayerType
""",
    "LowerTriangularLayerParams": """
1 k int64 - -
""",
    "MILSpec.Argument": """
1 arguments *message MILSpec.Argument.Binding -
""",
    "MILSpec.Argument.Binding": """
1 name string - binding
2 value message MILSpec.Value binding
""",
    "MILSpec.Block": """
1 inputs *message MILSpec.NamedValueType -
2 outputs *string - -
3 operations *message MILSpec.Operation -
4 attributes *map MILSpec.Block.AttributesEntry -
""",
    "MILSpec.Block.AttributesEntry": """
1 key string - -
2 value message MILSpec.Value -
""",
    "MILSpec.DictionaryType": """
1 keyType message MILSpec.ValueType -
2 valueType message MILSpec.ValueType -
""",
    "MILSpec.DictionaryValue": """
1 values *message MILSpec.DictionaryValue.KeyValuePair -
""",
    "MILSpec.DictionaryValue.KeyValuePair": """
1 key message MILSpec.Value -
2 value message MILSpec.Value -
""",
    "MILSpec.Dimension": """
1 constant message MILSpec.Dimension.ConstantDimension dimension
2 unknown message MILSpec.Dimension.UnknownDimension dimension
""",
    "MILSpec.Dimension.ConstantDimension": """
1 size uint64 - -
""",
    "MILSpec.Dimension.UnknownDimension": """
1 variadic bool - -
""",
    "MILSpec.Function": """
1 inputs *message MILSpec.NamedValueType -
2 opset string - -
3 block_specializations *map MILSpec.Function.BlockSpecializationsEntry -
4 attributes *map MILSpec.Function.AttributesEntry -
""",
    "MILSpec.Function.AttributesEntry": """
1 key string - -
2 value message MILSpec.Value -
""",
    "MILSpec.Function.BlockSpecializationsEntry": """
1 key string - -
2 value message MILSpec.Block -
""",
    "MILSpec.ListType": """
1 type message MILSpec.ValueType -
2 length message MILSpec.Dimension -
""",
    "MILSpec.ListValue": """
1 values *message MILSpec.Value -
""",
    "MILSpec.NamedValueType": """
1 name string - -
2 type message MILSpec.ValueType -
""",
    "MILSpec.Operation": """
1 type string - -
2 inputs *map MILSpec.Operation.InputsEntry -
3 outputs *message MILSpec.NamedValueType -
4 blocks *message MILSpec.Block -
5 attributes *map MILSpec.Operation.AttributesEntry -
""",
    "MILSpec.Operation.AttributesEntry": """
1 key string - -
2 value message MILSpec.Value -
""",
    "MILSpec.Operation.InputsEntry": """
1 key string - -
2 value message MILSpec.Argument -
""",
    "MILSpec.Program": """
1 version int64 - -
2 functions *map MILSpec.Program.FunctionsEntry -
3 docString string - -
4 attributes *map MILSpec.Program.AttributesEntry -
""",
    "MILSpec.Program.AttributesEntry": """
1 key string - -
2 value message MILSpec.Value -
""",
    "MILSpec.Program.FunctionsEntry": """
1 key string - -
2 value message MILSpec.Function -
""",
    "MILSpec.StateType": """
1 wrappedType message MILSpec.ValueType -
""",
    "MILSpec.TensorType": """
1 dataType enum MILSpec.DataType -
2 rank int64 - -
3 dimensions *message MILSpec.Dimension -
4 attributes *map MILSpec.TensorType.AttributesEntry -
""",
    "MILSpec.TensorType.AttributesEntry": """
1 key string - -
2 value message MILSpec.Value -
""",
    "MILSpec.TensorValue": """
1 floats message MILSpec.TensorValue.RepeatedFloats value
2 ints message MILSpec.TensorValue.RepeatedInts value
3 bools message MILSpec.TensorValue.RepeatedBools value
4 strings message MILSpec.TensorValue.RepeatedStrings value
5 longInts message MILSpec.TensorValue.RepeatedLongInts value
6 doubles message MILSpec.TensorValue.RepeatedDoubles value
7 bytes message MILSpec.TensorValue.RepeatedBytes value
""",
    "MILSpec.TensorValue.RepeatedBools": """
1 values *bool - -
""",
    "MILSpec.TensorValue.RepeatedBytes": """
1 values bytes - -
""",
    "MILSpec.TensorValue.RepeatedDoubles": """
1 values *double - -
""",
    "MILSpec.TensorValue.RepeatedFloats": """
1 values *float - -
""",
    "MILSpec.TensorValue.RepeatedInts": """
1 values *int32 - -
""",
    "MILSpec.TensorValue.RepeatedLongInts": """
1 values *int64 - -
""",
    "MILSpec.TensorValue.RepeatedStrings": """
1 values *string - -
""",
    "MILSpec.TupleType": """
1 types *message MILSpec.ValueType -
""",
    "MILSpec.TupleValue": """
1 values *message MILSpec.Value -
""",
    "MILSpec.Value": """
1 docString string - -
2 type message MILSpec.ValueType -
3 immediateValue message MILSpec.Value.ImmediateValue value
5 blobFileValue message MILSpec.Value.BlobFileValue value
""",
    "MILSpec.Value.BlobFileValue": """
1 fileName string - -
2 offset uint64 - -
""",
    "MILSpec.Value.ImmediateValue": """
1 tensor message MILSpec.TensorValue value
2 tuple message MILSpec.TupleValue value
3 list message MILSpec.ListValue value
4 dictionary message MILSpec.DictionaryValue value
""",
    "MILSpec.ValueType": """
1 tensorType message MILSpec.TensorType type
2 listType message MILSpec.ListType type
3 tupleType message MILSpec.TupleType type
4 dictionaryType message MILSpec.DictionaryType type
5 stateType message MILSpec.StateType type
""",
    "MatrixBandPartLayerParams": """
1 numLower int64 - -
2 numUpper int64 - -
""",
    "MaxBroadcastableLayerParams": "",
    "MaxLayerParams": "",
    "MeanSquaredErrorLossLayer": """
1 input string - -
2 target string - -
""",
    "MeanVarianceNormalizeLayerParams": """
1 acrossChannels bool - -
2 normalizeVariance bool - -
3 epsilon float - -
""",
    "Metadata": """
1 shortDescription string - -
2 versionString string - -
3 author string - -
4 license string - -
100 userDefined *map Metadata.UserDefinedEntry -
""",
    "Metadata.UserDefinedEntry": """
1 key string - -
2 value string - -
""",
    "MinBroadcastableLayerParams": "",
    "MinLayerParams": "",
    "ModBroadcastableLayerParams": "",
    "Model": """
1 specificationVersion int32 - -
2 description message ModelDescription -
10 isUpdatable bool - -
200 pipelineClassifier message PipelineClassifier Type
201 pipelineRegressor message PipelineRegressor Type
202 pipeline message Pipeline Type
300 glmRegressor message GLMRegressor Type
301 supportVectorRegressor message SupportVectorRegressor Type
302 treeEnsembleRegressor message TreeEnsembleRegressor Type
303 neuralNetworkRegressor message NeuralNetworkRegressor Type
304 bayesianProbitRegressor message BayesianProbitRegressor Type
400 glmClassifier message GLMClassifier Type
401 supportVectorClassifier message SupportVectorClassifier Type
402 treeEnsembleClassifier message TreeEnsembleClassifier Type
403 neuralNetworkClassifier message NeuralNetworkClassifier Type
404 kNearestNeighborsClassifier message KNearestNeighborsClassifier Type
500 neuralNetwork message NeuralNetwork Type
501 itemSimilarityRecommender message ItemSimilarityRecommender Type
502 mlProgram message MILSpec.Program Type
555 customModel message CustomModel Type
556 linkedModel message LinkedModel Type
560 classConfidenceThresholding message ClassConfidenceThresholding Type
600 oneHotEncoder message OneHotEncoder Type
601 imputer message Imputer Type
602 featureVectorizer message FeatureVectorizer Type
603 dictVectorizer message DictVectorizer Type
604 scaler message Scaler Type
606 categoricalMapping message CategoricalMapping Type
607 normalizer message Normalizer Type
609 arrayFeatureExtractor message ArrayFeatureExtractor Type
610 nonMaximumSuppression message NonMaximumSuppression Type
900 identity message Identity Type
2000 textClassifier message CoreMLModels.TextClassifier Type
2001 wordTagger message CoreMLModels.WordTagger Type
2002 visionFeaturePrint message CoreMLModels.VisionFeaturePrint Type
2003 soundAnalysisPreprocessing message CoreMLModels.SoundAnalysisPreprocessing Type
2004 gazetteer message CoreMLModels.Gazetteer Type
2005 wordEmbedding message CoreMLModels.WordEmbedding Type
2006 audioFeaturePrint message CoreMLModels.AudioFeaturePrint Type
3000 serializedModel message SerializedModel Type
""",
    "ModelDescription": """
1 input *message FeatureDescription -
10 output *message FeatureDescription -
11 predictedFeatureName string - -
12 predictedProbabilitiesName string - -
13 state *message FeatureDescription -
20 functions *message FunctionDescription -
21 defaultFunctionName string - -
50 trainingInput *message FeatureDescription -
100 metadata message Metadata -
""",
    "MultiplyBroadcastableLayerParams": "",
    "MultiplyLayerParams": """
1 alpha float - -
""",
    "NearestNeighborsIndex": """
1 numberOfDimensions int32 - -
2 floatSamples *message FloatVector -
100 linearIndex message LinearIndex IndexType
110 singleKdTreeIndex message SingleKdTreeIndex IndexType
200 squaredEuclideanDistance message SquaredEuclideanDistance DistanceFunction
""",
    "NetworkUpdateParameters": """
1 lossLayers *message LossLayer -
2 optimizer message Optimizer -
3 epochs message Int64Parameter -
10 shuffle message BoolParameter -
20 seed message Int64Parameter -
""",
    "NeuralNetwork": """
1 layers *message NeuralNetworkLayer -
2 preprocessing *message NeuralNetworkPreprocessing -
5 arrayInputShapeMapping enum NeuralNetworkMultiArrayShapeMapping -
6 imageInputShapeMapping enum NeuralNetworkImageShapeMapping -
10 updateParams message NetworkUpdateParameters -
""",
    "NeuralNetworkClassifier": """
1 layers *message NeuralNetworkLayer -
2 preprocessing *message NeuralNetworkPreprocessing -
5 arrayInputShapeMapping enum NeuralNetworkMultiArrayShapeMapping -
6 imageInputShapeMapping enum NeuralNetworkImageShapeMapping -
10 updateParams message NetworkUpdateParameters -
100 stringClassLabels message StringVector ClassLabels
101 int64ClassLabels message Int64Vector ClassLabels
200 labelProbabilityLayerName string - -
""",
    "NeuralNetworkImageScaler": """
10 channelScale float - -
20 blueBias float - -
21 greenBias float - -
22 redBias float - -
30 grayBias float - -
""",
    "NeuralNetworkLayer": """
1 name string - -
2 input *string - -
3 output *string - -
4 inputTensor *message Tensor -
5 outputTensor *message Tensor -
10 isUpdatable bool - -
100 convolution message ConvolutionLayerParams layer
120 pooling message PoolingLayerParams layer
130 activation message ActivationParams layer
140 innerProduct message InnerProductLayerParams layer
150 embedding message EmbeddingLayerParams layer
160 batchnorm message BatchnormLayerParams layer
165 mvn message MeanVarianceNormalizeLayerParams layer
170 l2normalize message L2NormalizeLayerParams layer
175 softmax message SoftmaxLayerParams layer
180 lrn message LRNLayerParams layer
190 crop message CropLayerParams layer
200 padding message PaddingLayerParams layer
210 upsample message UpsampleLayerParams layer
211 resizeBilinear message ResizeBilinearLayerParams layer
212 cropResize message CropResizeLayerParams layer
220 unary message UnaryFunctionLayerParams layer
230 add message AddLayerParams layer
231 multiply message MultiplyLayerParams layer
240 average message AverageLayerParams layer
245 scale message ScaleLayerParams layer
250 bias message BiasLayerParams layer
260 max message MaxLayerParams layer
261 min message MinLayerParams layer
270 dot message DotProductLayerParams layer
280 reduce message ReduceLayerParams layer
290 loadConstant message LoadConstantLayerParams layer
300 reshape message ReshapeLayerParams layer
301 flatten message FlattenLayerParams layer
310 permute message PermuteLayerParams layer
320 concat message ConcatLayerParams layer
330 split message SplitLayerParams layer
340 sequenceRepeat message SequenceRepeatLayerParams layer
345 reorganizeData message ReorganizeDataLayerParams layer
350 slice message SliceLayerParams layer
400 simpleRecurrent message SimpleRecurrentLayerParams layer
410 gru message GRULayerParams layer
420 uniDirectionalLSTM message UniDirectionalLSTMLayerParams layer
430 biDirectionalLSTM message BiDirectionalLSTMLayerParams layer
500 custom message CustomLayerParams layer
600 copy message CopyLayerParams layer
605 branch message BranchLayerParams layer
615 loop message LoopLayerParams layer
620 loopBreak message LoopBreakLayerParams layer
625 loopContinue message LoopContinueLayerParams layer
635 rangeStatic message RangeStaticLayerParams layer
640 rangeDynamic message RangeDynamicLayerParams layer
660 clip message ClipLayerParams layer
665 ceil message CeilLayerParams layer
670 floor message FloorLayerParams layer
680 sign message SignLayerParams layer
685 round message RoundLayerParams layer
700 exp2 message Exp2LayerParams layer
710 sin message SinLayerParams layer
715 cos message CosLayerParams layer
720 tan message TanLayerParams layer
730 asin message AsinLayerParams layer
735 acos message AcosLayerParams layer
740 atan message AtanLayerParams layer
750 sinh message SinhLayerParams layer
755 cosh message CoshLayerParams layer
760 tanh message TanhLayerParams layer
770 asinh message AsinhLayerParams layer
775 acosh message AcoshLayerParams layer
780 atanh message AtanhLayerParams layer
790 erf message ErfLayerParams layer
795 gelu message GeluLayerParams layer
815 equal message EqualLayerParams layer
820 notEqual message NotEqualLayerParams layer
825 lessThan message LessThanLayerParams layer
827 lessEqual message LessEqualLayerParams layer
830 greaterThan message GreaterThanLayerParams layer
832 greaterEqual message GreaterEqualLayerParams layer
840 logicalOr message LogicalOrLayerParams layer
845 logicalXor message LogicalXorLayerParams layer
850 logicalNot message LogicalNotLayerParams layer
855 logicalAnd message LogicalAndLayerParams layer
865 modBroadcastable message ModBroadcastableLayerParams layer
870 minBroadcastable message MinBroadcastableLayerParams layer
875 maxBroadcastable message MaxBroadcastableLayerParams layer
880 addBroadcastable message AddBroadcastableLayerParams layer
885 powBroadcastable message PowBroadcastableLayerParams layer
890 divideBroadcastable message DivideBroadcastableLayerParams layer
895 floorDivBroadcastable message FloorDivBroadcastableLayerParams layer
900 multiplyBroadcastable message MultiplyBroadcastableLayerParams layer
905 subtractBroadcastable message SubtractBroadcastableLayerParams layer
920 tile message TileLayerParams layer
925 stack message StackLayerParams layer
930 gather message GatherLayerParams layer
935 scatter message ScatterLayerParams layer
940 gatherND message GatherNDLayerParams layer
945 scatterND message ScatterNDLayerParams layer
950 softmaxND message SoftmaxNDLayerParams layer
952 gatherAlongAxis message GatherAlongAxisLayerParams layer
954 scatterAlongAxis message ScatterAlongAxisLayerParams layer
960 reverse message ReverseLayerParams layer
965 reverseSeq message ReverseSeqLayerParams layer
975 splitND message SplitNDLayerParams layer
980 concatND message ConcatNDLayerParams layer
985 transpose message TransposeLayerParams layer
995 sliceStatic message SliceStaticLayerParams layer
1000 sliceDynamic message SliceDynamicLayerParams layer
1005 slidingWindows message SlidingWindowsLayerParams layer
1015 topK message TopKLayerParams layer
1020 argMin message ArgMinLayerParams layer
1025 argMax message ArgMaxLayerParams layer
1040 embeddingND message EmbeddingNDLayerParams layer
1045 batchedMatmul message BatchedMatMulLayerParams layer
1065 getShape message GetShapeLayerParams layer
1070 loadConstantND message LoadConstantNDLayerParams layer
1080 fillLike message FillLikeLayerParams layer
1085 fillStatic message FillStaticLayerParams layer
1090 fillDynamic message FillDynamicLayerParams layer
1100 broadcastToLike message BroadcastToLikeLayerParams layer
1105 broadcastToStatic message BroadcastToStaticLayerParams layer
1110 broadcastToDynamic message BroadcastToDynamicLayerParams layer
1120 squeeze message SqueezeLayerParams layer
1125 expandDims message ExpandDimsLayerParams layer
1130 flattenTo2D message FlattenTo2DLayerParams layer
1135 reshapeLike message ReshapeLikeLayerParams layer
1140 reshapeStatic message ReshapeStaticLayerParams layer
1145 reshapeDynamic message ReshapeDynamicLayerParams layer
1150 rankPreservingReshape message RankPreservingReshapeLayerParams layer
1155 constantPad message ConstantPaddingLayerParams layer
1170 randomNormalLike message RandomNormalLikeLayerParams layer
1175 randomNormalStatic message RandomNormalStaticLayerParams layer
1180 randomNormalDynamic message RandomNormalDynamicLayerParams layer
1190 randomUniformLike message RandomUniformLikeLayerParams layer
1195 randomUniformStatic message RandomUniformStaticLayerParams layer
1200 randomUniformDynamic message RandomUniformDynamicLayerParams layer
1210 randomBernoulliLike message RandomBernoulliLikeLayerParams layer
1215 randomBernoulliStatic message RandomBernoulliStaticLayerParams layer
1220 randomBernoulliDynamic message RandomBernoulliDynamicLayerParams layer
1230 categoricalDistribution message CategoricalDistributionLayerParams layer
1250 reduceL1 message ReduceL1LayerParams layer
1255 reduceL2 message ReduceL2LayerParams layer
1260 reduceMax message ReduceMaxLayerParams layer
1265 reduceMin message ReduceMinLayerParams layer
1270 reduceSum message ReduceSumLayerParams layer
1275 reduceProd message ReduceProdLayerParams layer
1280 reduceMean message ReduceMeanLayerParams layer
1285 reduceLogSum message ReduceLogSumLayerParams layer
1290 reduceSumSquare message ReduceSumSquareLayerParams layer
1295 reduceLogSumExp message ReduceLogSumExpLayerParams layer
1313 whereNonZero message WhereNonZeroLayerParams layer
1315 matrixBandPart message MatrixBandPartLayerParams layer
1320 lowerTriangular message LowerTriangularLayerParams layer
1325 upperTriangular message UpperTriangularLayerParams layer
1330 whereBroadcastable message WhereBroadcastableLayerParams layer
1350 layerNormalization message LayerNormalizationLayerParams layer
1400 NonMaximumSuppression message NonMaximumSuppressionLayerParams layer
1450 oneHot message OneHotLayerParams layer
1455 cumSum message CumSumLayerParams layer
1460 clampedReLU message ClampedReLULayerParams layer
1461 argSort message ArgSortLayerParams layer
1465 pooling3d message Pooling3DLayerParams layer
1466 globalPooling3d message GlobalPooling3DLayerParams layer
1470 sliceBySize message SliceBySizeLayerParams layer
1471 convolution3d message Convolution3DLayerParams layer
""",
    "NeuralNetworkMeanImage": """
1 meanImage *float - -
""",
    "NeuralNetworkPreprocessing": """
1 featureName string - -
10 scaler message NeuralNetworkImageScaler preprocessor
11 meanImage message NeuralNetworkMeanImage preprocessor
""",
    "NeuralNetworkRegressor": """
1 layers *message NeuralNetworkLayer -
2 preprocessing *message NeuralNetworkPreprocessing -
5 arrayInputShapeMapping enum NeuralNetworkMultiArrayShapeMapping -
6 imageInputShapeMapping enum NeuralNetworkImageShapeMapping -
10 updateParams message NetworkUpdateParameters -
""",
    "NonMaximumSuppression": """
1 pickTop message NonMaximumSuppression.PickTop SuppressionMethod
100 stringClassLabels message StringVector ClassLabels
101 int64ClassLabels message Int64Vector ClassLabels
110 iouThreshold double - -
111 confidenceThreshold double - -
200 confidenceInputFeatureName string - -
201 coordinatesInputFeatureName string - -
202 iouThresholdInputFeatureName string - -
203 confidenceThresholdInputFeatureName string - -
210 confidenceOutputFeatureName string - -
211 coordinatesOutputFeatureName string - -
""",
    "NonMaximumSuppression.PickTop": """
1 perClass bool - -
""",
    "NonMaximumSuppressionLayerParams": """
1 iouThreshold float - -
2 scoreThreshold float - -
3 maxBoxes uint64 - -
4 perClassSuppression bool - -
""",
    "Normalizer": """
1 normType enum Normalizer.NormType -
""",
    "NotEqualLayerParams": """
1 alpha float - -
""",
    "OneHotEncoder": """
1 stringCategories message StringVector CategoryType
2 int64Categories message Int64Vector CategoryType
10 outputSparse bool - -
11 handleUnknown enum OneHotEncoder.HandleUnknown -
""",
    "OneHotLayerParams": """
1 oneHotVectorSize uint64 - -
2 axis int64 - -
3 onValue float - -
4 offValue float - -
""",
    "Optimizer": """
10 sgdOptimizer message SGDOptimizer OptimizerType
11 adamOptimizer message AdamOptimizer OptimizerType
""",
    "PaddingLayerParams": """
1 constant message PaddingLayerParams.PaddingConstant PaddingType
2 reflection message PaddingLayerParams.PaddingReflection PaddingType
3 replication message PaddingLayerParams.PaddingReplication PaddingType
10 paddingAmounts message BorderAmounts -
""",
    "PaddingLayerParams.PaddingConstant": """
1 value float - -
""",
    "PaddingLayerParams.PaddingReflection": "",
    "PaddingLayerParams.PaddingReplication": "",
    "PermuteLayerParams": """
1 axis *uint64 - -
""",
    "Pipeline": """
1 models *message Model -
2 names *string - -
""",
    "PipelineClassifier": """
1 pipeline message Pipeline -
""",
    "PipelineRegressor": """
1 pipeline message Pipeline -
""",
    "PolyKernel": """
1 degree int32 - -
2 c double - -
3 gamma double - -
""",
    "Pooling3DLayerParams": """
1 type enum Pooling3DLayerParams.PoolingType3D -
2 kernelDepth int32 - -
3 kernelHeight int32 - -
4 kernelWidth int32 - -
5 strideDepth int32 - -
6 strideHeight int32 - -
7 strideWidth int32 - -
8 customPaddingFront int32 - -
9 customPaddingBack int32 - -
10 customPaddingTop int32 - -
11 customPaddingBottom int32 - -
12 customPaddingLeft int32 - -
13 customPaddingRight int32 - -
14 countExcludePadding bool - -
15 paddingType enum Pooling3DLayerParams.Pooling3DPaddingType -
""",
    "PoolingLayerParams": """
1 type enum PoolingLayerParams.PoolingType -
10 kernelSize *uint64 - -
20 stride *uint64 - -
30 valid message ValidPadding PoolingPaddingType
31 same message SamePadding PoolingPaddingType
32 includeLastPixel message PoolingLayerParams.ValidCompletePadding PoolingPaddingType
50 avgPoolExcludePadding bool - -
60 globalPooling bool - -
""",
    "PoolingLayerParams.ValidCompletePadding": """
10 paddingAmounts *uint64 - -
""",
    "PowBroadcastableLayerParams": "",
    "PrecisionRecallCurve": """
1 precisionValues message FloatVector -
2 precisionConfidenceThresholds message FloatVector -
3 recallValues message FloatVector -
4 recallConfidenceThresholds message FloatVector -
""",
    "QuantizationParams": """
1 numberOfBits uint64 - -
101 linearQuantization message LinearQuantizationParams QuantizationType
102 lookupTableQuantization message LookUpTableQuantizationParams QuantizationType
""",
    "RBFKernel": """
1 gamma double - -
""",
    "RandomBernoulliDynamicLayerParams": """
1 seed int64 - -
2 prob float - -
""",
    "RandomBernoulliLikeLayerParams": """
1 seed int64 - -
2 prob float - -
""",
    "RandomBernoulliStaticLayerParams": """
1 seed int64 - -
2 prob float - -
3 outputShape *uint64 - -
""",
    "RandomNormalDynamicLayerParams": """
1 seed int64 - -
2 mean float - -
3 stdDev float - -
""",
    "RandomNormalLikeLayerParams": """
1 seed int64 - -
2 mean float - -
3 stdDev float - -
""",
    "RandomNormalStaticLayerParams": """
1 seed int64 - -
2 mean float - -
3 stdDev float - -
4 outputShape *uint64 - -
""",
    "RandomUniformDynamicLayerParams": """
1 seed int64 - -
2 minVal float - -
3 maxVal float - -
""",
    "RandomUniformLikeLayerParams": """
1 seed int64 - -
2 minVal float - -
3 maxVal float - -
""",
    "RandomUniformStaticLayerParams": """
1 seed int64 - -
2 minVal float - -
3 maxVal float - -
4 outputShape *uint64 - -
""",
    "RangeDynamicLayerParams": """
2 startValue float - -
3 stepSizeValue float - -
""",
    "RangeStaticLayerParams": """
1 endValue float - -
2 startValue float - -
3 stepSizeValue float - -
""",
    "RankPreservingReshapeLayerParams": """
1 targetShape *int64 - -
""",
    "ReduceL1LayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceL2LayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceLayerParams": """
1 mode enum ReduceLayerParams.ReduceOperation -
2 epsilon float - -
3 axis enum ReduceLayerParams.ReduceAxis -
""",
    "ReduceLogSumExpLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceLogSumLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceMaxLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceMeanLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceMinLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceProdLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceSumLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReduceSumSquareLayerParams": """
1 axes *int64 - -
2 keepDims bool - -
3 reduceAll bool - -
""",
    "ReorganizeDataLayerParams": """
1 mode enum ReorganizeDataLayerParams.ReorganizationType -
2 blockSize uint64 - -
""",
    "ReshapeDynamicLayerParams": "",
    "ReshapeLayerParams": """
1 targetShape *int64 - -
2 mode enum ReshapeLayerParams.ReshapeOrder -
""",
    "ReshapeLikeLayerParams": "",
    "ReshapeStaticLayerParams": """
1 targetShape *int64 - -
""",
    "ResizeBilinearLayerParams": """
1 targetSize *uint64 - -
2 mode message SamplingMode -
""",
    "ReverseLayerParams": """
1 reverseDim *bool - -
""",
    "ReverseSeqLayerParams": """
1 batchAxis int64 - -
2 sequenceAxis int64 - -
""",
    "RoundLayerParams": "",
    "SGDOptimizer": """
1 learningRate message DoubleParameter -
2 miniBatchSize message Int64Parameter -
3 momentum message DoubleParameter -
""",
    "SamePadding": """
1 asymmetryMode enum SamePadding.SamePaddingMode -
""",
    "SamplingMode": """
1 samplingMethod enum SamplingMode.Method -
""",
    "ScaleLayerParams": """
1 shapeScale *uint64 - -
2 scale message WeightParams -
3 hasBias bool - -
4 shapeBias *uint64 - -
5 bias message WeightParams -
""",
    "Scaler": """
1 shiftValue *double - -
2 scaleValue *double - -
""",
    "ScatterAlongAxisLayerParams": """
1 axis int64 - -
2 mode enum ScatterMode -
""",
    "ScatterLayerParams": """
1 axis int64 - -
2 mode enum ScatterMode -
""",
    "ScatterNDLayerParams": """
1 mode enum ScatterMode -
""",
    "SequenceFeatureType": """
1 int64Type message Int64FeatureType Type
3 stringType message StringFeatureType Type
101 sizeRange message SizeRange -
""",
    "SequenceRepeatLayerParams": """
1 nRepetitions uint64 - -
""",
    "SerializedModel": """
1 identifier string - -
2 model bytes - -
""",
    "SigmoidKernel": """
1 gamma double - -
2 c double - -
""",
    "SignLayerParams": "",
    "SimpleRecurrentLayerParams": """
1 inputVectorSize uint64 - -
2 outputVectorSize uint64 - -
10 activation message ActivationParams -
15 sequenceOutput bool - -
20 hasBiasVector bool - -
30 weightMatrix message WeightParams -
31 recursionMatrix message WeightParams -
32 biasVector message WeightParams -
100 reverseInput bool - -
""",
    "SinLayerParams": "",
    "SingleKdTreeIndex": """
1 leafSize int32 - -
""",
    "SinhLayerParams": "",
    "SizeRange": """
1 lowerBound uint64 - -
2 upperBound int64 - -
""",
    "SliceBySizeLayerParams": """
2 size int64 - -
3 axis int64 - -
""",
    "SliceDynamicLayerParams": """
2 beginMasks *bool - -
3 endIds *int64 - -
4 endMasks *bool - -
5 strides *int64 - -
6 squeezeMasks *bool - -
""",
    "SliceLayerParams": """
1 startIndex int64 - -
2 endIndex int64 - -
3 stride uint64 - -
4 axis enum SliceLayerParams.SliceAxis -
""",
    "SliceStaticLayerParams": """
1 beginIds *int64 - -
2 beginMasks *bool - -
3 endIds *int64 - -
4 endMasks *bool - -
5 strides *int64 - -
6 squeezeMasks *bool - -
""",
    "SlidingWindowsLayerParams": """
1 axis int64 - -
2 windowSize uint64 - -
3 step uint64 - -
""",
    "SoftmaxLayerParams": "",
    "SoftmaxNDLayerParams": """
1 axis int64 - -
""",
    "SparseNode": """
1 index int32 - -
2 value double - -
""",
    "SparseSupportVectors": """
1 vectors *message SparseVector -
""",
    "SparseVector": """
1 nodes *message SparseNode -
""",
    "SplitLayerParams": """
1 nOutputs uint64 - -
""",
    "SplitNDLayerParams": """
1 axis int64 - -
2 numSplits uint64 - -
3 splitSizes *uint64 - -
""",
    "SquaredEuclideanDistance": "",
    "SqueezeLayerParams": """
1 axes *int64 - -
2 squeezeAll bool - -
""",
    "StackLayerParams": """
1 axis int64 - -
""",
    "StateFeatureType": """
1 arrayType message ArrayFeatureType Type
""",
    "StringFeatureType": "",
    "StringParameter": """
1 defaultValue string - -
""",
    "StringToDoubleMap": """
1 map *map StringToDoubleMap.MapEntry -
""",
    "StringToDoubleMap.MapEntry": """
1 key string - -
2 value double - -
""",
    "StringToInt64Map": """
1 map *map StringToInt64Map.MapEntry -
""",
    "StringToInt64Map.MapEntry": """
1 key string - -
2 value int64 - -
""",
    "StringVector": """
1 vector *string - -
""",
    "SubtractBroadcastableLayerParams": "",
    "SupportVectorClassifier": """
1 kernel message Kernel -
2 numberOfSupportVectorsPerClass *int32 - -
3 sparseSupportVectors message SparseSupportVectors supportVectors
4 denseSupportVectors message DenseSupportVectors supportVectors
5 coefficients *message Coefficients -
6 rho *double - -
7 probA *double - -
8 probB *double - -
100 stringClassLabels message StringVector ClassLabels
101 int64ClassLabels message Int64Vector ClassLabels
""",
    "SupportVectorRegressor": """
1 kernel message Kernel -
2 sparseSupportVectors message SparseSupportVectors supportVectors
3 denseSupportVectors message DenseSupportVectors supportVectors
4 coefficients message Coefficients -
5 rho double - -
""",
    "TanLayerParams": "",
    "TanhLayerParams": "",
    "Tensor": """
1 rank uint32 - -
2 dimValue *int64 - -
""",
    "TileLayerParams": """
1 reps *uint64 - -
""",
    "TopKLayerParams": """
1 axis int64 - -
2 K uint64 - -
3 useBottomK bool - -
""",
    "TransposeLayerParams": """
1 axes *uint64 - -
""",
    "TreeEnsembleClassifier": """
1 treeEnsemble message TreeEnsembleParameters -
2 postEvaluationTransform enum TreeEnsemblePostEvaluationTransform -
100 stringClassLabels message StringVector ClassLabels
101 int64ClassLabels message Int64Vector ClassLabels
""",
    "TreeEnsembleParameters": """
1 nodes *message TreeEnsembleParameters.TreeNode -
2 numPredictionDimensions uint64 - -
3 basePredictionValue *double - -
""",
    "TreeEnsembleParameters.TreeNode": """
1 treeId uint64 - -
2 nodeId uint64 - -
3 nodeBehavior enum TreeEnsembleParameters.TreeNode.TreeNodeBehavior -
10 branchFeatureIndex uint64 - -
11 branchFeatureValue double - -
12 trueChildNodeId uint64 - -
13 falseChildNodeId uint64 - -
14 missingValueTracksTrueChild bool - -
20 evaluationInfo *message TreeEnsembleParameters.TreeNode.EvaluationInfo -
30 relativeHitRate double - -
""",
    "TreeEnsembleParameters.TreeNode.EvaluationInfo": """
1 evaluationIndex uint64 - -
2 evaluationValue double - -
""",
    "TreeEnsembleRegressor": """
1 treeEnsemble message TreeEnsembleParameters -
2 postEvaluationTransform enum TreeEnsemblePostEvaluationTransform -
""",
    "UnaryFunctionLayerParams": """
1 type enum UnaryFunctionLayerParams.Operation -
2 alpha float - -
3 epsilon float - -
4 shift float - -
5 scale float - -
""",
    "UniDirectionalLSTMLayerParams": """
1 inputVectorSize uint64 - -
2 outputVectorSize uint64 - -
10 activations *message ActivationParams -
15 params message LSTMParams -
20 weightParams message LSTMWeightParams -
100 reverseInput bool - -
""",
    "UniformWeighting": "",
    "UpperTriangularLayerParams": """
1 k int64 - -
""",
    "UpsampleLayerParams": """
1 scalingFactor *uint64 - -
5 mode enum UpsampleLayerParams.InterpolationMode -
6 linearUpsampleMode enum UpsampleLayerParams.LinearUpsampleMode -
7 fractionalScalingFactor *float - -
""",
    "ValidPadding": """
1 paddingAmounts message BorderAmounts -
""",
    "WeightParams": """
1 floatValue *float - -
2 float16Value bytes - -
30 rawValue bytes - -
31 int8RawValue bytes - -
40 quantization message QuantizationParams -
50 isUpdatable bool - -
""",
    "WhereBroadcastableLayerParams": "",
    "WhereNonZeroLayerParams": "",
}

# A line a value: number, name.
ENUMERATIONS: Final = {
    "ArrayFeatureType.ArrayDataType": """
0 INVALID_ARRAY_DATA_TYPE
65552 FLOAT16
65568 FLOAT32
65600 DOUBLE
131080 INT8
131104 INT32
""",
    "BoxCoordinatesMode.Coordinates": """
0 CORNERS_HEIGHT_FIRST
1 CORNERS_WIDTH_FIRST
2 CENTER_SIZE_HEIGHT_FIRST
3 CENTER_SIZE_WIDTH_FIRST
""",
    "Convolution3DLayerParams.PaddingType": """
0 CUSTOM
1 VALID
2 SAME
""",
    "CoreMLModels.AudioFeaturePrint.Sound.SoundVersion": """
0 SOUND_VERSION_INVALID
1 SOUND_VERSION_1
""",
    "CoreMLModels.VisionFeaturePrint.Objects.ObjectsVersion": """
0 OBJECTS_VERSION_INVALID
1 OBJECTS_VERSION_1
""",
    "CoreMLModels.VisionFeaturePrint.Scene.SceneVersion": """
0 SCENE_VERSION_INVALID
1 SCENE_VERSION_1
2 SCENE_VERSION_2
""",
    "FlattenLayerParams.FlattenOrder": """
0 CHANNEL_FIRST
1 CHANNEL_LAST
""",
    "GLMClassifier.ClassEncoding": """
0 ReferenceClass
1 OneVsRest
""",
    "GLMClassifier.PostEvaluationTransform": """
0 Logit
1 Probit
""",
    "GLMRegressor.PostEvaluationTransform": """
0 NoTransform
1 Logit
2 Probit
""",
    "GeluLayerParams.GeluMode": """
0 EXACT
1 TANH_APPROXIMATION
2 SIGMOID_APPROXIMATION
""",
    "GlobalPooling3DLayerParams.GlobalPoolingType3D": """
0 MAX
1 AVERAGE
""",
    "ImageFeatureType.ColorSpace": """
0 INVALID_COLOR_SPACE
10 GRAYSCALE
20 RGB
30 BGR
40 GRAYSCALE_FLOAT16
""",
    "MILSpec.DataType": """
0 UNUSED_TYPE
1 BOOL
2 STRING
10 FLOAT16
11 FLOAT32
12 FLOAT64
13 BFLOAT16
21 INT8
22 INT16
23 INT32
24 INT64
25 INT4
31 UINT8
32 UINT16
33 UINT32
34 UINT64
35 UINT4
36 UINT2
37 UINT1
38 UINT6
39 UINT3
40 FLOAT8E4M3FN
41 FLOAT8E5M2
""",
    "NeuralNetworkImageShapeMapping": """
0 RANK5_IMAGE_MAPPING
1 RANK4_IMAGE_MAPPING
""",
    "NeuralNetworkMultiArrayShapeMapping": """
0 RANK5_ARRAY_MAPPING
1 EXACT_ARRAY_MAPPING
""",
    "Normalizer.NormType": """
0 LMax
1 L1
2 L2
""",
    "OneHotEncoder.HandleUnknown": """
0 ErrorOnUnknown
1 IgnoreUnknown
""",
    "Pooling3DLayerParams.Pooling3DPaddingType": """
0 CUSTOM
1 VALID
2 SAME
""",
    "Pooling3DLayerParams.PoolingType3D": """
0 MAX
1 AVERAGE
""",
    "PoolingLayerParams.PoolingType": """
0 MAX
1 AVERAGE
2 L2
""",
    "ReduceLayerParams.ReduceAxis": """
0 CHW
1 HW
2 C
3 H
4 W
""",
    "ReduceLayerParams.ReduceOperation": """
0 SUM
1 AVG
2 PROD
3 LOGSUM
4 SUMSQUARE
5 L1
6 L2
7 MAX
8 MIN
9 ARGMAX
""",
    "ReorganizeDataLayerParams.ReorganizationType": """
0 SPACE_TO_DEPTH
1 DEPTH_TO_SPACE
2 PIXEL_SHUFFLE
""",
    "ReshapeLayerParams.ReshapeOrder": """
0 CHANNEL_FIRST
1 CHANNEL_LAST
""",
    "SamePadding.SamePaddingMode": """
0 BOTTOM_RIGHT_HEAVY
1 TOP_LEFT_HEAVY
""",
    "SamplingMode.Method": """
0 STRICT_ALIGN_ENDPOINTS_MODE
1 ALIGN_ENDPOINTS_MODE
2 UPSAMPLE_MODE
3 ROI_ALIGN_MODE
""",
    "ScatterMode": """
0 SCATTER_UPDATE
1 SCATTER_ADD
2 SCATTER_SUB
3 SCATTER_MUL
4 SCATTER_DIV
5 SCATTER_MAX
6 SCATTER_MIN
""",
    "SliceLayerParams.SliceAxis": """
0 CHANNEL_AXIS
1 HEIGHT_AXIS
2 WIDTH_AXIS
""",
    "TreeEnsembleParameters.TreeNode.TreeNodeBehavior": """
0 BranchOnValueLessThanEqual
1 BranchOnValueLessThan
2 BranchOnValueGreaterThanEqual
3 BranchOnValueGreaterThan
4 BranchOnValueEqual
5 BranchOnValueNotEqual
6 LeafNode
""",
    "TreeEnsemblePostEvaluationTransform": """
0 NoTransform
1 Classification_SoftMax
2 Regression_Logistic
3 Classification_SoftMaxWithZeroClassReference
""",
    "UnaryFunctionLayerParams.Operation": """
0 SQRT
1 RSQRT
2 INVERSE
3 POWER
4 EXP
5 LOG
6 ABS
7 THRESHOLD
""",
    "UpsampleLayerParams.InterpolationMode": """
0 NN
1 BILINEAR
""",
    "UpsampleLayerParams.LinearUpsampleMode": """
0 DEFAULT
1 ALIGN_CORNERS_TRUE
2 ALIGN_CORNERS_FALSE
""",
}
